"""How allauth's sign-in fits Quancheng: closed sign-up, our words, audited, secrets encrypted at rest."""

import base64
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from quancheng.access.actor import NOBODY
from quancheng.accounts import actions, client, rules
from quancheng.accounts.models import User
from quancheng.accounts.requests import SignedInRequest
from quancheng.vault import keys

SEALED = "mfa_authenticator.data"


class Adapter(DefaultAccountAdapter):
    """Accounts are opened by staff: nobody signs up. What happens at the door is audited."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": gettext_lazy(rules.WRONG_NAME_OR_PASSWORD),
        "too_many_login_attempts": gettext_lazy(rules.TOO_MANY_TRIES),
        "incorrect_password": gettext_lazy(rules.WRONG_NAME_OR_PASSWORD),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The visitor's address behind our own proxies."""
        return client.address(request)

    def is_safe_url(self, url: str | None) -> bool:
        """Only paths of our own pages, so that no link to sign-in leads away afterwards."""
        return bool(url) and rules.is_safe_path(str(url))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Stops a flood of guesses over many names, and at one name from many addresses.

        Guesses at one name from one address are django-axes' business.
        """
        where, limit = client.address(request), rules.SIGN_INS_PER_ADDRESS
        if not actions.count(by=NOBODY, what="sign-in", whom=where, limit=limit):
            raise ValidationError(gettext(rules.TOO_MANY_TRIES), code="too_many_login_attempts")
        name = str(credentials.get("username") or "")
        if not actions.may_guess(by=NOBODY, request=request, username=name):
            actions.note_refused(by=NOBODY, username=name, address=where)
            raise ValidationError(gettext(rules.TOO_MANY_GUESSES), code="too_many_guesses")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Writes the failure down, unless the account is locked already: then nothing was tried."""
        failures = getattr(request, "axes_failures_since_start", None)
        if failures is not None:
            locked = bool(getattr(request, "axes_locked_out", False))
            name = credentials.get("username", "")
            actions.note_failure(
                by=NOBODY, username=name, how="password", address=client.address(request), locked=locked
            )

    def login(self, request: HttpRequest, user: User) -> None:
        """Opens the session (its key is new) and writes it down."""
        super().login(request, user)
        records = get_authentication_records(request, user)
        methods = [record.get("type", record["method"]) for record in records]
        how = " + ".join(methods) or "code"
        actions.note_sign_in(by=actions.actor_of(user), user=user, how=how, address=client.address(request))

    def logout(self, request: SignedInRequest) -> None:
        """Ends the session and writes it down."""
        user, key = request.user, request.session.session_key or ""
        super().logout(request)
        actions.note_sign_out(by=actions.actor_of(user), user=user, session_key=key)

    def get_login_redirect_url(self, request: SignedInRequest) -> str:
        """The door that the person's work or treatment is behind."""
        return "/s/" if request.user.is_employed else "/p/"

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Back to the sign-in page."""
        return reverse("account_login")


class MFAAdapter(DefaultMFAAdapter):
    """Second factors, with secrets encrypted at rest."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy(rules.WRONG_APP_CODE),
    }

    def encrypt(self, text: str) -> str:
        """The secret as the database keeps it."""
        return base64.b64encode(keys.seal(text, SEALED)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again; raises where the stored text was altered."""
        return keys.unseal(base64.b64decode(encrypted_text), SEALED)

    def build_totp_svg(self, url: str) -> str:
        """A QR code that reads well from a screen."""
        return str(segno.make(url, error="m").svg_inline(border=3, light="#fff", omitsize=True))

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Only where the centre does not insist on a second factor."""
        return not (settings.REQUIRE_TOTP and authenticator.type == Authenticator.Type.TOTP)
