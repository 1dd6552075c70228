"""Every stored field says how sensitive it is; other people's tables are classed here."""

from django.apps import apps
from django.db.models import Model

from quancheng.kernel.privacy import PrivacyClass, privacy_of

# Tables that come with packages: the class of their most sensitive column.
OTHERS = {
    "account.EmailAddress": PrivacyClass.L3,
    "account.EmailConfirmation": PrivacyClass.L3,
    "auth.Group": PrivacyClass.L2,
    "auth.Permission": PrivacyClass.L2,
    "axes.AccessAttempt": PrivacyClass.L3,
    "axes.AccessAttemptExpiration": PrivacyClass.L2,
    "axes.AccessFailureLog": PrivacyClass.L3,
    "axes.AccessLog": PrivacyClass.L3,
    "contenttypes.ContentType": PrivacyClass.L1,
    "mfa.Authenticator": PrivacyClass.L4,
    "sessions.Session": PrivacyClass.L4,
}


def is_ours(model: type[Model]) -> bool:
    """Whether the table is declared in this repository."""
    return model.__module__.startswith("quancheng.")


def test_every_field_has_a_privacy_class() -> None:
    # A surrogate key that Django adds by itself says nothing about anybody.
    unclassed = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if is_ours(model)
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]
        if not field.auto_created and privacy_of(field) is None
    ]
    assert unclassed == []


def test_every_table_of_a_package_is_classed() -> None:
    assert {model._meta.label for model in apps.get_models() if not is_ours(model)} == OTHERS.keys()
