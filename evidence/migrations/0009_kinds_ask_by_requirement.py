"""The kinds of activity no longer carry what they ask for themselves."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("evidence", "0008_what_kinds_ask")]
    operations = [
        migrations.RemoveField(model_name="activitykind", name="least_photos"),
        migrations.RemoveField(model_name="activitykind", name="least_plans"),
        migrations.RemoveField(model_name="activitykind", name="least_press"),
        migrations.RemoveField(model_name="activitykind", name="least_words"),
    ]
