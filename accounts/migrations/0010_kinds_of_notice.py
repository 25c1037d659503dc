from django.db import migrations, models


def sort(apps, schema_editor):
    """What the keys of earlier notices tell of their kind; the others stay 其他."""
    rows = apps.get_model("accounts", "Notice").objects
    rows.filter(key__startswith="reminder:").update(kind="due")
    rows.filter(key__startswith="job:").update(kind="result")
    rows.filter(key__startswith="plan:").update(kind="plan")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_sounds")]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("returned", "退回修改"),
                    ("given", "交办和调整"),
                    ("due", "到期和逾期提醒"),
                    ("review", "等我审核、答复"),
                    ("result", "办理结果"),
                    ("plan", "方案和测评体系有变动"),
                    ("other", "其他"),
                ],
                default="other",
                max_length=10,
                verbose_name="类别",
            ),
        ),
        migrations.AddField(model_name="notice", name="told_at", field=models.DateTimeField(blank=True, null=True)),
        migrations.RunPython(sort, migrations.RunPython.noop),
    ]
