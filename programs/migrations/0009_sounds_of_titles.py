from django.db import migrations

import accounts.sounds


def fill(apps, schema_editor):
    """The sounds of the titles that are there already."""
    rows = apps.get_model("programs", "Task").objects
    changed = []
    for task in rows.order_by("pk").only("pk", "title").iterator(chunk_size=500):
        task.sounds = accounts.sounds.title_sounds(task.title)
        changed.append(task)
    rows.bulk_update(changed, ["sounds"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("programs", "0008_task_columns")]

    operations = [
        migrations.AddField(
            model_name="task",
            name="sounds",
            field=accounts.sounds.SoundsField(blank=True, default="", editable=False, of="title", is_title=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
