"""Starts the check that row-level security binds us."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """The vault app."""

    name = "quancheng.vault"

    def ready(self) -> None:
        from quancheng.vault import checks

        checks.install()
