"""What the departments made of their tasks in the demo year: parts, persons, and how often something is held."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from accounts.models import User
from programs.models import Plan, Task
from programs.objections_answering import object_to
from programs.occurrences_ticking import set_frequency
from programs.occurrences_windows import Rhythm
from programs.splitting import split
from programs.task_making import Part, make_task

RHYTHMS = {
    "1": Rhythm("quarter"),
    "16": Rhythm("year", 5),
    "19": Rhythm("festival", 2, ("chunjie", "yuanxiao", "qingming", "duanwu", "zhongqiu", "chongyang")),
}
PARTS = (
    ("制定文明处室评选办法", "参照上年办法修订，征求各处室意见", (9, 10)),
    ("组织各处室申报和公示", "申报表统一格式，公示 5 个工作日", (11, 20)),
    ("表彰并宣传先进处室", "在网站专栏刊登事迹", (12, 10)),
)
AGAIN = "服务企业和群众态度热情、程序公开、按时办结，建立作风监督机制，对推诿拖延的及时提醒纠正"
AGAIN_IN = "省政务服务中心《关于报送窗口作风建设情况的通知》"


def break_down(plan: Plan, people: dict[str, User], today: date) -> None:
    """Plan occurrences for three tasks, break one down, and let a department object to another.

    A second paper asks the office for what the plan asked it for already: the burden of the month shows it.
    """
    office = people["office"]
    tasks = {task.number: task for task in plan.tasks.select_related("plan__unit", "department")}
    for number, rhythm in RHYTHMS.items():
        set_frequency(task=tasks[number], rhythm=rhythm, by=office)
    whole = tasks["26"]
    parts = [
        Part(text=text, measures=measures, party=whole.department, due_on=date(plan.year, *day))
        for text, measures, day in PARTS
    ]
    split(task=whole, parts=parts, by=people["dw"], today=today)
    disputed: Task = tasks["29"]
    reason = "内部治安和消防由后勤服务中心负责，建议由其牵头，我们配合。"
    last = monthrange(today.year, today.month)[1]
    again = Part(text=f"{AGAIN}。", party=tasks["8"].department, due_on=today.replace(day=last), source=AGAIN_IN)
    make_task(plan=plan, part=again, category=tasks["8"].category, by=office, today=today)
    object_to(task=disputed, department=disputed.department, reason=reason, by=people["bgs"])
