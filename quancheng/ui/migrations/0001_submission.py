"""The memory behind `once`."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        migrations.CreateModel(
            name="Submission",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(unique=True)),
                ("user_id", models.BigIntegerField(null=True)),
                ("digest", models.CharField(max_length=64)),
                ("location", models.TextField(default="")),
                ("created_at", models.DateTimeField(db_index=True)),
            ],
        ),
    ]
