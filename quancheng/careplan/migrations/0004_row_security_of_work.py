"""Moves and re-planning work are shown only to their hospital (PostgreSQL; the second wall)."""

from django.db import migrations

from quancheng.vault.row_security import protect

forwards, backwards = protect(
    {"careplan_stepmove": ("hospital_id", None), "careplan_replanning": ("hospital_id", None)}
)


class Migration(migrations.Migration):
    dependencies = [("careplan", "0003_day")]
    operations = [migrations.RunPython(forwards, backwards)]
