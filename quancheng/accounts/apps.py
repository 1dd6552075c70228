"""Starts what accounts need: marks on new sessions, and checks of the settings."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The accounts app."""

    name = "quancheng.accounts"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from quancheng.accounts import checks, sessions

        checks.install()
        user_logged_in.connect(sessions.begin, dispatch_uid="accounts.sessions.begin")
