"""Accounts of patients and families need no name; those that have one lose it in patients 0005."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_sign_in")]
    operations = [
        migrations.AlterField(
            model_name="user",
            name="display_name",
            field=models.CharField(blank=True, default="", max_length=60),
        ),
    ]
