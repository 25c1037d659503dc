"""What each kind of record asks for, to begin with; what the kinds of activity asked moves over."""

from django.db import migrations

COLUMNS = {"plan": "least_plans", "photo": "least_photos", "summary": "least_words", "press": "least_press"}
# kind, slot, at least, what to look for (a meeting is notice, sign-in, papers and minutes; photos are never forced)
ASKED = [
    ("meeting", "plan", 1, "会议通知或议程"),
    ("meeting", "sign_in", 1, "签到表，或从名册里选到会人员"),
    ("meeting", "summary", 50, "写纪要，或上传纪要文件"),
    ("meeting", "photo", 0, "有照片的话，最好看得出单位名称"),
    ("honour", "proof", 1, "证书、奖牌照片或表彰文件"),
    ("honour", "number", 0, ""),
    ("regulation", "body", 1, "印发的正文"),
    ("regulation", "number", 0, ""),
    ("document", "body", 1, ""),
    ("document", "number", 0, ""),
    ("publicity", "body", 1, "报送的稿件"),
    ("publicity", "press", 0, "采用以后补截图或网址"),
    ("spending", "proof", 1, "发票、票据或付款凭证"),
    ("spending", "number", 1, ""),
    ("survey", "plan", 1, "一份空白问卷"),
    ("survey", "body", 1, "统计表或测评报告"),
    ("statement", "body", 1, "由责任部门签字盖章"),
    ("figure", "body", 1, "数字出自哪份文件"),
]
NOTES = {"photo": "最好看得出单位名称、会标和时间"}


def move(apps, schema_editor):
    Requirement = apps.get_model("evidence", "Requirement")
    rows = [Requirement(kind=kind, slot=slot, least=least, note=note) for kind, slot, least, note in ASKED]
    for kind in apps.get_model("evidence", "ActivityKind").objects.order_by("pk"):
        rows += [
            Requirement(
                unit_id=kind.unit_id,
                kind="activity",
                activity_kind=kind,
                slot=slot,
                least=getattr(kind, column),
                note=NOTES.get(slot, ""),
            )
            for slot, column in COLUMNS.items()
        ]
    Requirement.objects.bulk_create(rows)


def move_back(apps, schema_editor):
    Requirement = apps.get_model("evidence", "Requirement")
    ActivityKind = apps.get_model("evidence", "ActivityKind")
    for row in Requirement.objects.filter(kind="activity").order_by("unit"):
        if row.slot in COLUMNS and row.unit_id in (None, row.activity_kind.unit_id):
            ActivityKind.objects.filter(pk=row.activity_kind_id).update(**{COLUMNS[row.slot]: row.least})
    Requirement.objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("evidence", "0007_requirement")]
    operations = [migrations.RunPython(move, move_back)]
