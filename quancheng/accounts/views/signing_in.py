"""Signing in and out. allauth keeps the steps of a sign-in; the pages are ours."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login import perform_password_login, record_authentication
from allauth.account.internal.flows.logout import logout
from allauth.account.models import Login
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from quancheng.access.actor import NOBODY
from quancheng.accounts import actions, client, presenters, rules
from quancheng.accounts.forms.signing_in import CodeForm, SignInForm
from quancheng.kernel import clock
from quancheng.kernel.refused import Refused


@require_safe
def front(request: HttpRequest) -> HttpResponseBase:
    """The address without a path: to one's own door, or to the sign-in page."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    return redirect(get_adapter().get_login_redirect_url(request))


@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Staff: account and password; a second factor follows where one is set up."""
    if request.user.is_authenticated:
        return redirect(_next(request) or get_adapter().get_login_redirect_url(request))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _sign_in(request, form.cleaned_data["login"], form.cleaned_data["password"])
        except Refused as refused:
            form.refuse(refused)
        except ValidationError as error:
            form.add_error(None, error)
    return render(request, "account/login.html", _context(request, form))


def _sign_in(request: HttpRequest, username: str, password: str) -> HttpResponseBase:
    credentials = {"username": username, "password": password}
    user = get_adapter().authenticate(request, **credentials)
    if user is None:
        raise Refused(rules.WRONG_NAME_OR_PASSWORD, code="wrong_name_or_password")
    expires_on = user.staff.account_expires_on if user.is_employed else None
    rules.check_may_sign_in(is_active=user.is_active, expires_on=expires_on, on=clock.today())
    login = Login(user=user, redirect_url=_next(request) or None)
    return perform_password_login(request, credentials, login)


@login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login")
def second_factor(request: HttpRequest) -> HttpResponseBase:
    """The second step: a code of the authenticator, or a recovery code."""
    stage = request._login_stage  # type: ignore[attr-defined]
    user, form = stage.login.user, CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        by = actions.actor_of(user)
        try:
            proof = actions.use_second_factor(by=by, user=user, code=form.cleaned_data["code"])
        except Refused as refused:
            form.refuse(refused)
        else:
            if proof:
                record_authentication(request, user, "mfa", id=proof.pk, type=proof.type)
                return stage.exit()
            where = client.address(request)
            actions.note_failure(by=NOBODY, username=user.username, how="second_factor", address=where)
            form.refuse(Refused(rules.WRONG_APP_CODE, field="code", code="wrong_code"))
    return render(request, "mfa/authenticate.html", {"form": form})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """Ends the session."""
    staff = not request.user.is_authenticated or request.user.is_employed
    logout(request, show_message=False)
    return redirect("account_login" if staff else "accounts:code")


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if rules.is_safe_path(wanted) else ""


def _context(request: HttpRequest, form: SignInForm) -> dict[str, object]:
    why = presenters.why_signed_out(request.GET.get("why", ""))
    return {"form": form, "next": _next(request), "why": _(why) if why else "", "totp": settings.REQUIRE_TOTP}
