"""What my day reads: an index in its order, the side of a step, the hospital of a move, re-planning as due work."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery

import quancheng.kernel.clock
from quancheng.access.actor import system
from quancheng.patients.row_security import admit


def fill_hospitals(apps, schema_editor):
    """Moves take the hospital of their step."""
    admit(system("migration"))
    step_model, move_model = apps.get_model("careplan", "Step"), apps.get_model("careplan", "StepMove")
    step = step_model.objects.filter(pk=OuterRef("step_id"))
    move_model.objects.filter(hospital_id__isnull=True).update(
        hospital_id=Subquery(step.values("hospital_id")[:1])
    )


class Migration(migrations.Migration):
    dependencies = [
        ("careplan", "0002_row_security"),
        ("hospitals", "0001_hospitals"),
        ("patients", "0001_registry"),
    ]

    operations = [
        migrations.CreateModel(
            name="Replanning",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "hospital",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="hospitals.hospital"
                    ),
                ),
                (
                    "pathway",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="careplan.pathway"
                    ),
                ),
                ("asked_at", models.DateTimeField(default=quancheng.kernel.clock.now)),
                ("after_id", models.BigIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("leased_until", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["id"],
                        condition=models.Q(("finished_at__isnull", True)),
                        name="replanning_open",
                    )
                ]
            },
        ),
        migrations.AddField(
            "step", "side", models.CharField(blank=True, default="", max_length=5), preserve_default=False
        ),
        migrations.AlterField(
            "step",
            "patient",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="steps",
                to="patients.patient",
            ),
        ),
        migrations.RemoveIndex("step", "step_team_open"),
        migrations.AddIndex(
            "step",
            models.Index(
                fields=["team_id", "rank", "due_by", "id", "due_from", "duty", "owner"],
                condition=models.Q(("state", "open")),
                name="step_team_open",
            ),
        ),
        migrations.AddField("stepmove", "hospital_id", models.BigIntegerField(null=True)),
        migrations.RunPython(fill_hospitals, migrations.RunPython.noop),
        migrations.AlterField("stepmove", "hospital_id", models.BigIntegerField()),
    ]
