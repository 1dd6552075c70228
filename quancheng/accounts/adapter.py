"""How allauth's sign-in fits Quancheng: closed sign-up, phones by blind index, codes shown in the demo."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter


class Adapter(DefaultAccountAdapter):
    """Accounts are opened by staff: nobody signs up."""

    def is_open_for_signup(self, request: object) -> bool:
        return False


class MFAAdapter(DefaultMFAAdapter):
    """Second factors, with secrets encrypted at rest."""
