"""Rows are shown only to their hospital and their patient (PostgreSQL; the second wall)."""

from django.db import migrations

from quancheng.vault.row_security import protect

forwards, backwards = protect(
    {
        "patients_patient": ("hospital_id", "id"),
        "patients_identifier": ("hospital_id", "patient_id"),
        "patients_contact": ("hospital_id", "patient_id"),
        "patients_searchtoken": ("hospital_id", None),
        "patients_consent": ("hospital_id", "patient_id"),
        "patients_breakglass": ("hospital_id", None),
        "patients_correctionrequest": ("hospital_id", "patient_id"),
        "patients_merge": ("hospital_id", None),
    }
)


class Migration(migrations.Migration):
    dependencies = [("patients", "0001_registry")]
    operations = [migrations.RunPython(forwards, backwards)]
