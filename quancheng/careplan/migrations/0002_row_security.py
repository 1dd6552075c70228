"""Rows are shown only to their hospital and their patient (PostgreSQL; the second wall)."""

from django.db import migrations

from quancheng.vault.row_security import protect

forwards, backwards = protect(
    {
        "careplan_course": ("hospital_id", "patient_id"),
        "careplan_step": ("hospital_id", "patient_id"),
        "careplan_stagechange": ("hospital_id", "patient_id"),
    }
)


class Migration(migrations.Migration):
    dependencies = [("careplan", "0001_plan")]
    operations = [migrations.RunPython(forwards, backwards)]
