"""What still lay in clear text is encrypted: family names, witnesses, what patients ask to have corrected.

Accounts of patients and families give their names to the registry and keep none. Entries that the audit trail
had before stay as they were written: they cannot be changed without breaking the chain.
"""

from typing import Any

from django.db import migrations

from quancheng.vault.fields import EncryptedText

SEALED = {"Consent": ("witness",), "CorrectionRequest": ("item", "text", "answer")}


def _see_every_row(schema_editor: Any) -> None:
    """Row-level security shows a migration nothing unless it says that the machine asks."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SELECT set_config('app.system', '1', true)")


def seal(apps: Any, schema_editor: Any) -> None:
    """Text of the old columns goes into the new ones; names of accounts go to what the patient granted."""
    _see_every_row(schema_editor)
    for name, columns in SEALED.items():
        model = apps.get_model("patients", name)
        # Each row once: PostgreSQL lets no table be altered after a row was written twice in a transaction.
        for row in list(model.objects.values("pk", *(f"{column}_clear" for column in columns))):
            texts = {column: row[f"{column}_clear"] for column in columns}
            model.objects.filter(pk=row["pk"]).update(**{name: text or None for name, text in texts.items()})
    grants = apps.get_model("patients", "ProxyGrant")
    for pk, text in list(grants.objects.values_list("pk", "user__display_name")):
        grants.objects.filter(pk=pk).update(name=text)
    users = apps.get_model("accounts", "User")
    users.objects.filter(staff__isnull=True, phone_token__isnull=False).update(display_name="")


def _columns() -> list[tuple[str, str]]:
    return [(model.lower(), column) for model, columns in SEALED.items() for column in columns]


class Migration(migrations.Migration):
    dependencies = [
        ("patients", "0004_row_security_of_relations"),
        ("accounts", "0003_names_of_staff_only"),
        ("vault", "0001_data_keys"),
    ]
    operations = [
        migrations.AddField("proxygrant", "name", EncryptedText(null=True)),
        *[migrations.RenameField(model, column, f"{column}_clear") for model, column in _columns()],
        *[
            migrations.AddField(model, column, EncryptedText(blank=column != "text", null=True))
            for model, column in _columns()
        ],
        migrations.RunPython(seal),
        *[migrations.RemoveField(model, f"{column}_clear") for model, column in _columns()],
        migrations.AlterField("correctionrequest", "item", EncryptedText()),
        migrations.AlterField("correctionrequest", "text", EncryptedText()),
    ]
