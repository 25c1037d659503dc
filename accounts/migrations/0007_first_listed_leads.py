from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_room_for_files"),
    ]

    operations = [
        migrations.AddField(
            model_name="unit",
            name="first_leads",
            field=models.BooleanField(default=True, verbose_name="排在第一的部门牵头"),
        ),
    ]
