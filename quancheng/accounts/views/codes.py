"""Signing in by phone and one-time code: patients and families."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from quancheng.access.actor import NOBODY
from quancheng.accounts import actions, client, presenters, rules, senders
from quancheng.accounts.forms.signing_in import CodeForm, PhoneForm
from quancheng.kernel.masks import mask_phone
from quancheng.kernel.refused import Refused

PENDING = "sign_in_code"


@never_cache
def ask(request: HttpRequest) -> HttpResponseBase:
    """The mobile number; the answer is the same whether or not an account has it."""
    if request.user.is_authenticated:
        return redirect(get_adapter().get_login_redirect_url(request))
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _send(request, form.cleaned_data["phone"])
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("accounts:enter_code")
    why = presenters.why_signed_out(request.GET.get("why", ""))
    context = {
        "door": "patient",
        "form": form,
        "next": _next(request),
        "why": _(why) if why else "",
        "ready": bool(settings.SIGN_IN_CODE_SENDER),
    }
    return render(request, "accounts/code.html", context)


def _send(request: HttpRequest, phone: str) -> None:
    row, user, code = actions.ask_code(by=NOBODY, phone=phone, address=client.address(request))
    request.session.pop(senders.SHOWN, None)
    if user is not None:
        senders.send(request=request, user=user, phone=phone, code=code)
    request.session[PENDING] = {"id": row.pk, "phone": mask_phone(phone), "next": _next(request)}


@never_cache
def enter(request: HttpRequest) -> HttpResponseBase:
    """The six digits; the browser that asked for them is the only one that may use them."""
    pending = request.session.get(PENDING)
    if request.user.is_authenticated or not pending:
        return redirect("accounts:code")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if _open(request, pending, form.cleaned_data["code"]):
            return redirect(pending["next"] or get_adapter().get_login_redirect_url(request))
        form.refuse(Refused(rules.WRONG_CODE, field="code", code="wrong_code"))
    shown = request.session.get(senders.SHOWN) if settings.DEMO else None
    context = {"door": "patient", "form": form, "phone": pending["phone"], "shown": shown}
    return render(request, "accounts/enter_code.html", context)


def _open(request: HttpRequest, pending: dict[str, Any], code: str) -> bool:
    where = client.address(request)
    user = actions.use_code(by=NOBODY, code_id=pending["id"], code=code)
    if user is None:
        actions.note_failure(by=NOBODY, username="", how="code", address=where)
        return False
    del request.session[PENDING]
    request.session.pop(senders.SHOWN, None)
    get_adapter().login(request, user)
    return True


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if rules.is_safe_path(wanted) else ""
