from django.db import migrations

import accounts.sounds

NAMED = {"User": ("name", True), "Person": ("name", True), "Department": ("name short_name", False)}


def fill(apps, schema_editor):
    """The sounds of the names that are there already."""
    for model, (names, is_person) in NAMED.items():
        rows = apps.get_model("accounts", model)._base_manager
        changed = []
        for row in rows.order_by("pk").only("pk", *names.split()).iterator(chunk_size=500):
            texts = dict.fromkeys(getattr(row, name) for name in names.split())
            row.sounds = "".join(accounts.sounds.sounds_of(text, is_person=is_person) for text in texts)
            changed.append(row)
        rows.bulk_update(changed, ["sounds"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_must_change_password")]

    operations = [
        *(
            migrations.AddField(
                model_name=model.lower(),
                name="sounds",
                field=accounts.sounds.SoundsField(
                    blank=True, default="", editable=False, of=names, is_person=is_person
                ),
            )
            for model, (names, is_person) in NAMED.items()
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
