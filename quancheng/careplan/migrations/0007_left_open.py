from django.db import migrations, models

# Until now a sentence in place of the reason said it.
SAID = "Overdue, and the record has moved on since. Do it now, or say why it is not done."


def from_the_sentence(apps, schema_editor):
    said = apps.get_model("careplan", "Step").objects.filter(why=SAID)
    said.filter(state="open").update(left_open=True)
    said.update(why="")


class Migration(migrations.Migration):
    dependencies = [("careplan", "0006_named_steps")]

    operations = [
        migrations.AddField(
            model_name="step",
            name="left_open",
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(from_the_sentence, migrations.RunPython.noop, elidable=True),
    ]
