"""The kinds of activity every unit begins with; an office adds its own."""

from django.db import migrations

# name, plans, photos, words, press (domain.md A, P1, P2: at least two photos of a meeting, three of volunteer work)
KINDS = [
    ("志愿服务", 1, 3, 200, 0),
    ("理论学习", 1, 2, 100, 0),
    ("主题教育实践", 1, 2, 200, 0),
    ("我们的节日", 1, 3, 200, 0),
    ("道德讲堂", 1, 2, 200, 0),
    ("文体活动", 1, 2, 100, 0),
    ("教育培训", 1, 2, 100, 0),
    ("社会公益", 1, 2, 200, 0),
    ("专题会议", 1, 2, 100, 0),
    ("宣传展示", 0, 2, 50, 0),
    ("其他活动", 0, 1, 50, 0),
]


def add(apps, schema_editor):
    ActivityKind = apps.get_model("evidence", "ActivityKind")
    for order, (name, plans, photos, words, press) in enumerate(KINDS, start=1):
        ActivityKind.objects.create(
            name=name, order=order, least_plans=plans, least_photos=photos, least_words=words, least_press=press
        )


def remove(apps, schema_editor):
    apps.get_model("evidence", "ActivityKind").objects.filter(unit=None).delete()


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
