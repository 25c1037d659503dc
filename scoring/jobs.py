"""The background job of this floor: a framework's table as a workbook."""

from __future__ import annotations

from documents import child
from jobs.registry import GaveUp, Result, handler
from scoring.library import table_name, table_of_framework
from scoring.models import Framework

TABLE = "scoring.framework_table"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@handler(TABLE, title="测评体系表")
def make_table(work):
    framework = Framework.objects.filter(pk=work.arguments.get("framework")).first()
    if framework is None:
        raise GaveUp("这套体系已经不在了，表格没有生成。")
    try:
        data = child.set_paper(table_of_framework(framework), "xlsx")
    except child.ChildError as problem:
        raise GaveUp(str(problem)) from None
    return Result(data=data, name=table_name(framework), media_type=XLSX)
