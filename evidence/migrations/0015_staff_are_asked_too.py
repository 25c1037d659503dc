"""职工满意率 beside 群众满意率: papers ask for both, of different people (海南 2022, （11） and （12）)."""

from django.db import migrations, models

NAME = "职工满意率"


def add(apps, schema_editor):
    Measure = apps.get_model("evidence", "Measure")
    beside = Measure.objects.filter(unit=None, source="survey", sort="satisfaction").first()
    if beside is not None and not Measure.objects.filter(name=NAME).exists():
        Measure.objects.create(name=NAME, source="survey", sort="staff", order=beside.order)


def remove(apps, schema_editor):
    apps.get_model("evidence", "Measure").objects.filter(unit=None, source="survey", sort="staff").delete()


class Migration(migrations.Migration):
    dependencies = [("evidence", "0014_press_level")]
    operations = [
        migrations.AlterField(
            model_name="survey",
            name="kind",
            field=models.CharField(
                choices=[("satisfaction", "群众满意率"), ("staff", "职工满意率"), ("awareness", "知晓率")],
                max_length=20,
                verbose_name="测评类别",
            ),
        ),
        migrations.RunPython(add, remove),
    ]
