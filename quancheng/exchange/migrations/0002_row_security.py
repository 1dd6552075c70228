"""Rows are shown only to their hospital (PostgreSQL; the second wall)."""

from django.db import migrations

from quancheng.vault.row_security import protect

forwards, backwards = protect(
    {
        "exchange_receivedfile": ("hospital_id", None),
        "exchange_mapping": ("hospital_id", None),
        "exchange_batch": ("hospital_id", None),
        "exchange_batchrow": ("hospital_id", None),
    }
)


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_batches")]
    operations = [migrations.RunPython(forwards, backwards)]
