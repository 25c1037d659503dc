from django.db import migrations

from accounts.sounds import title_sounds
from evidence.search_index import in_sounds, sound_pairs


def fill(apps, schema_editor):
    """The sounds of the titles that are there already, as one more thing a record may be found by."""
    rows = apps.get_model("evidence", "SearchText").objects.filter(attachment=None).select_related("record")
    for row in rows.order_by("pk").iterator(chunk_size=500):
        lacking = [in_sounds(one) for one in title_sounds(row.record.title).split()]
        lacking = [one for one in lacking if one not in row.folded.split("\n")]
        row.folded = "\n".join([row.folded, *lacking])
        row.pairs = " ".join(sorted(set(row.pairs.split()).union(*map(sound_pairs, lacking))))
        row.save(update_fields=["folded", "pairs"])


class Migration(migrations.Migration):
    dependencies = [("evidence", "0015_staff_are_asked_too"), ("accounts", "0009_sounds")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
