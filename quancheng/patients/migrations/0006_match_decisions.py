"""Every decision about a match is a row of its own, inside the second wall of its match."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import quancheng.kernel.clock
from quancheng.access.actor import system
from quancheng.patients.row_security import admit
from quancheng.vault.row_security import protect_where, with_parent

protect, take_away = protect_where(
    {"patients_matchdecision": with_parent("patients_matchproposal", "match_id")}
)


def keep_the_last(apps, schema_editor):
    """Of matches decided before, the newest decision is what is left to keep."""
    admit(system("migration"))
    decision = apps.get_model("patients", "MatchDecision")
    decided = apps.get_model("patients", "MatchProposal").objects.filter(decided_at__isnull=False)
    decision.objects.bulk_create(
        (
            decision(
                match=row, state=row.state, reason=row.reason, at=row.decided_at, by_id=row.decided_by_id
            )
            for row in decided.order_by("decided_at", "pk").iterator()
        ),
        batch_size=300,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("patients", "0005_no_name_in_clear"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MatchDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("linked", "Linked"),
                            ("dismissed", "Not the same person"),
                            ("unlinked", "Link undone"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
                ("at", models.DateTimeField(default=quancheng.kernel.clock.now)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "match",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="patients.matchproposal",
                    ),
                ),
            ],
        ),
        migrations.RunPython(protect, take_away),
        migrations.RunPython(keep_the_last, migrations.RunPython.noop),
    ]
