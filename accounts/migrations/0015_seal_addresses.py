"""Seals the addresses and keys of bots that were written down in plain; going back writes them in plain again."""

from django.db import migrations

from accounts.sealed import opened, seal


def _rewrite(schema_editor, change):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id, address, secret FROM accounts_channel")
        for pk, *texts in cursor.fetchall():
            cursor.execute(
                "UPDATE accounts_channel SET address = %s, secret = %s WHERE id = %s", [*map(change, texts), pk]
            )


def seal_all(apps, schema_editor):
    _rewrite(schema_editor, seal)


def open_all(apps, schema_editor):
    _rewrite(schema_editor, opened)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0014_room_for_sealed_addresses")]

    operations = [migrations.RunPython(seal_all, open_all)]
