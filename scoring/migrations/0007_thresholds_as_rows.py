"""Each printed threshold becomes a row that can be bound to a measure; the printed reading stays beside it."""

from decimal import Decimal, InvalidOperation

from django.db import migrations


def make_rows(apps, schema_editor):
    Clause, Threshold = apps.get_model("scoring", "Clause"), apps.get_model("scoring", "Threshold")
    rows = []
    for pk, printed in Clause.objects.order_by("pk").values_list("pk", "thresholds").iterator():
        for order, one in enumerate(printed or []):
            try:
                value = Decimal(str(one.get("value", "")))
            except InvalidOperation:
                continue
            if value.is_finite() and 0 <= value < 10**9:
                op, unit = str(one.get("op", ""))[:2], str(one.get("unit") or "")[:10]
                rows.append(Threshold(clause_id=pk, order=order, operator=op, value=value, unit=unit))
    Threshold.objects.bulk_create(rows, batch_size=500)


def drop_rows(apps, schema_editor):
    apps.get_model("scoring", "Threshold").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("scoring", "0006_rules_and_thresholds")]

    operations = [migrations.RunPython(make_rows, drop_rows)]
