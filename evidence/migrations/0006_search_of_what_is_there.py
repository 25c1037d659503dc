from django.db import migrations

from documents.bigrams import bare
from evidence import search_tables
from evidence.search_index import pair_words


def create(apps, schema_editor):
    search_tables.create(schema_editor.connection)


def drop(apps, schema_editor):
    search_tables.drop(schema_editor.connection)


def fill(apps, schema_editor):
    """The records of before, by their own words; what their files say is read by `manage.py rebuild_search`."""
    SearchText = apps.get_model("evidence", "SearchText")
    rows = apps.get_model("evidence", "Record").objects.select_related("activity")
    for record in rows.prefetch_related("attachments").iterator(chunk_size=500):
        activity = getattr(record, "activity", None)
        texts = [record.title, record.summary, *([activity.place, activity.people] if activity else [])]
        for file in record.attachments.all():
            texts += [] if file.withdrawn_at else [file.caption, file.name, file.outlet]
        SearchText.objects.create(
            record=record,
            folded="\n".join(filter(None, map(bare, texts))),
            pairs=" ".join(sorted({pair for text in texts for pair in pair_words(text)})),
        )


class Migration(migrations.Migration):
    dependencies = [("evidence", "0005_archive")]

    operations = [migrations.RunPython(create, drop), migrations.RunPython(fill, migrations.RunPython.noop)]
