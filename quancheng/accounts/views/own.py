"""One's own account: password, second factor, recovery codes, and proving again who one is."""

from allauth.account.adapter import get_adapter
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from quancheng.accounts import actions, queries, rules, sessions
from quancheng.accounts.forms.signing_in import CodeForm, ConfirmForm, PasswordForm
from quancheng.accounts.guards import fresh, signed_in
from quancheng.accounts.requests import SignedInRequest
from quancheng.kernel.refused import Refused
from quancheng.ui.once import done, once

NEW_SECRET = "new_second_factor"  # noqa: S105 - the name of a place in the session


@require_safe
@signed_in
@never_cache
def me(request: SignedInRequest) -> HttpResponseBase:
    """What keeps the account safe, and where it is signed in."""
    context = {
        "second_factor": sessions.has_second_factor(request.user),
        "wanted": settings.REQUIRE_TOTP,
        "codes_left": queries.recovery_codes_left(request.actor),
        "sessions": queries.own_sessions(request.actor),
        "here": request.session.session_key,
        "employed": request.user.is_employed,
        "door": "staff" if request.user.is_employed else "patient",
    }
    return render(request, "accounts/me.html", context)


@signed_in
@never_cache
@sensitive_post_parameters("password")
def confirm(request: SignedInRequest) -> HttpResponseBase:
    """The password once more, then back to the page that wanted it."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    leads = wanted if rules.is_safe_path(wanted) else ""
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            right = get_adapter().reauthenticate(request.user, form.cleaned_data["password"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            if right:
                sessions.prove(request)
                return redirect(leads or "accounts:me")
            form.refuse(Refused(rules.WRONG_PASSWORD, field="password", code="wrong_password"))
    return render(request, "accounts/confirm.html", {"form": form, "next": leads})


@signed_in
@never_cache
@sensitive_post_parameters("old", "new", "again")
@once
def password(request: SignedInRequest) -> HttpResponseBase:
    """A new password; every other session of the account ends."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        key = request.session.session_key
        try:
            user = actions.change_password(by=request.actor, session_key=key, **form.values)
        except Refused as refused:
            form.refuse(refused)
        except ValidationError as error:
            form.add_error("new", error)
        else:
            update_session_auth_hash(request, user)
            sessions.follow(request, key)
            sessions.settle(request, sessions.OWED_PASSWORD)
            messages.success(request, _("The password was changed; other sign-ins of this account ended."))
            return redirect("accounts:me")
    owed = sessions.OWED_PASSWORD in request.session.get(sessions.OWED, [])
    return render(request, "accounts/password.html", {"form": form, "owed": owed})


@fresh
@never_cache
@once
def set_up_second_factor(request: SignedInRequest) -> HttpResponseBase:
    """A QR code for the authenticator; its first code turns it on, and the recovery codes are shown once."""
    if sessions.has_second_factor(request.user):
        return redirect("accounts:me")
    form = CodeForm(request.POST or None)
    adapter = get_mfa_adapter()
    secret = _pending_secret(request)
    if request.method == "POST" and form.is_valid():
        try:
            codes = actions.set_second_factor(
                by=request.actor, user=request.user, secret=secret, code=form.cleaned_data["code"]
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            request.session.pop(NEW_SECRET, None)
            sessions.settle(request, sessions.OWED_SECOND_FACTOR)
            return done(render(request, "accounts/recovery_codes.html", {"codes": codes}))
    context = {
        "form": form,
        "qr": adapter.build_totp_svg(adapter.build_totp_url(request.user, secret)),
        "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        "wanted": settings.REQUIRE_TOTP,
        "owed": sessions.OWED_SECOND_FACTOR in request.session.get(sessions.OWED, []),
    }
    return render(request, "accounts/second_factor.html", context)


@require_POST
@fresh
@once
def recovery_codes(request: SignedInRequest) -> HttpResponseBase:
    """Ten new recovery codes, shown once."""
    if not sessions.has_second_factor(request.user):
        return redirect("accounts:second_factor")
    codes = actions.make_recovery_codes(by=request.actor, user=request.user)
    return done(render(request, "accounts/recovery_codes.html", {"codes": codes}))


@fresh
@once
def remove_second_factor(request: SignedInRequest) -> HttpResponseBase:
    """Asks, then turns the second factor off, where the centre lets staff do without."""
    if request.method == "POST":
        actions.remove_second_factor(by=request.actor, user=request.user)
        messages.success(request, _("The second step of signing in is off."))
        return redirect("accounts:me")
    return render(request, "accounts/remove_second_factor.html")


@require_POST
@signed_in
@once
def end_others(request: SignedInRequest) -> HttpResponseBase:
    """Ends every other session of the account."""
    count = actions.end_other_sessions(by=request.actor, session_key=request.session.session_key)
    messages.success(request, _("Other sign-ins ended: %(count)s") % {"count": count})
    return redirect("accounts:me")


def _pending_secret(request: SignedInRequest) -> str:
    """The secret being set up. The session is a row in the database, so it is kept sealed there too."""
    adapter = get_mfa_adapter()
    if NEW_SECRET not in request.session:
        request.session[NEW_SECRET] = adapter.encrypt(generate_totp_secret())
    return adapter.decrypt(request.session[NEW_SECRET])
