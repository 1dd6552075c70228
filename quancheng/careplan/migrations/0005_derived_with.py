"""The laboratory settings that summaries were derived with."""

import django.db.models.deletion
from django.db import migrations, models

import quancheng.kernel.clock


class Migration(migrations.Migration):
    dependencies = [
        ("careplan", "0004_row_security_of_work"),
        ("hospitals", "0001_hospitals"),
    ]

    operations = [
        migrations.CreateModel(
            name="DerivedWith",
            fields=[
                (
                    "hospital",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="hospitals.hospital",
                    ),
                ),
                ("ki67_cut", models.PositiveSmallIntegerField()),
                ("subtype_rule", models.CharField(max_length=20)),
                ("derived_at", models.DateTimeField(default=quancheng.kernel.clock.now)),
            ],
        ),
    ]
