"""The measures every unit begins with: the quantities plans and assessments ask for most."""

from django.db import migrations

# name, source, parameters; a kind of activity is named
OFFERED = [
    ("志愿服务活动次数", "activities", {"activity": "志愿服务"}),
    ("“我们的节日”活动次数", "activities", {"activity": "我们的节日"}),
    ("理论学习次数", "activities", {"activity": "理论学习"}),
    ("文体活动次数", "activities", {"activity": "文体活动"}),
    ("道德讲堂次数", "activities", {"activity": "道德讲堂"}),
    ("社会公益活动次数", "activities", {"activity": "社会公益"}),
    ("全部活动场次", "activities", {}),
    ("领导班子专题研究次数", "meetings", {"sort": "leaders"}),
    ("全员参与的专题会议次数", "meetings", {"only_full": True}),
    ("调度会次数", "meetings", {"sort": "dispatch"}),
    ("民主生活会次数", "meetings", {"sort": "democratic"}),
    ("全部会议次数", "meetings", {}),
    ("注册志愿者占在册人数比例", "volunteers", {}),
    ("党员注册志愿者比例", "members", {}),
    ("志愿者参与志愿服务比例", "turnout", {"activity": "志愿服务"}),
    ("创建经费支出", "spending", {}),
    ("创建经费占日常办公经费比例", "spending_share", {"figure_name": "日常办公经费"}),
    ("创建经费比上年增长", "spending_growth", {}),
    ("群众满意率", "survey", {"sort": "satisfaction"}),
    ("创建知晓率", "survey", {"sort": "awareness"}),
    ("群众举报发生数", "statement", {"sort": "complaints"}),
    ("责任事故发生数", "statement", {"sort": "accidents"}),
    ("违纪违法发生数", "statement", {"sort": "discipline"}),
    ("认可的荣誉数", "honours", {}),
    ("省部级以上荣誉数", "honours", {"level": "provincial"}),
    ("媒体采用数", "publicity", {}),
    ("市级以上媒体采用数", "publicity", {"level": "municipal"}),
    ("社会责任报告份数", "documents", {"sort": "responsibility"}),
    ("现行制度数", "regulations", {}),
]


def add(apps, schema_editor):
    Measure = apps.get_model("evidence", "Measure")
    kinds = dict(apps.get_model("evidence", "ActivityKind").objects.filter(unit=None).values_list("name", "pk"))
    rows = []
    for order, (name, source, parameters) in enumerate(OFFERED, start=1):
        parameters = dict(parameters)
        activity = parameters.pop("activity", None)
        if activity and activity not in kinds:
            continue
        rows.append(Measure(name=name, source=source, order=order, activity_kind_id=kinds.get(activity), **parameters))
    Measure.objects.bulk_create(rows)


def remove(apps, schema_editor):
    apps.get_model("evidence", "Measure").objects.filter(unit=None).delete()


class Migration(migrations.Migration):
    dependencies = [("evidence", "0010_measure")]
    operations = [migrations.RunPython(add, remove)]
