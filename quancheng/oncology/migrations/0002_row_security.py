"""Rows are shown only to their hospital and their patient (PostgreSQL; the second wall)."""

from django.db import migrations

from quancheng.vault.row_security import protect

forwards, backwards = protect(
    {
        "oncology_fact": ("hospital_id", "patient_id"),
        "oncology_casesummary": ("hospital_id", "patient_id"),
    }
)


class Migration(migrations.Migration):
    dependencies = [("oncology", "0001_facts")]
    operations = [migrations.RunPython(forwards, backwards)]
