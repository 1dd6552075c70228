"""The second wall around what hangs on a patient without a hospital column of its own, and around matches."""

from django.db import migrations

from quancheng.vault.row_security import of_hospitals, of_patients, protect, protect_where, with_parent

own, take_own_away = protect({"patients_identitychange": ("hospital_id", "patient_id")})
by_parent, take_by_parent_away = protect_where(
    {
        "patients_carerelation": with_parent("patients_patient", "patient_id"),
        "patients_portalaccess": with_parent("patients_patient", "patient_id"),
        "patients_proxygrant": with_parent("patients_patient", "patient_id"),
        "patients_mergedrow": with_parent("patients_merge", "merge_id"),
        "patients_matchproposal": " OR ".join(
            [of_hospitals("first_hospital_id", "second_hospital_id"), of_patients("first_id", "second_id")]
        ),
    }
)


class Migration(migrations.Migration):
    dependencies = [("patients", "0003_identity_changes_and_matching")]
    operations = [
        migrations.RunPython(own, take_own_away),
        migrations.RunPython(by_parent, take_by_parent_away),
    ]
