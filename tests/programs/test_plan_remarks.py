"""征求意见: departments are asked, say something or nothing, and read what became of it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import Notice
from programs import remark_actions
from programs.models import Plan, Remark
from reports.remarks_table import remarks_table
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(unit, department, other_department, clerk, office):
    plan = factories.make_plan(unit)
    plan.sections.create(order=1, heading="二、目标", text="创成。")
    remark_actions.ask(plan=plan, departments=[department, other_department], due_on=date(2099, 1, 1), by=office)
    return plan


def reply_of(plan, department):
    return plan.consultations.get().replies.get(department=department)


def test_a_department_is_asked_replies_and_is_answered(plan, department, clerk, office, enter):
    assert Notice.objects.get(user=clerk).text.endswith("请在 2099-01-01 前反馈。")
    client, path = enter(clerk), reverse("remark_reply", args=[reply_of(plan, department).pk])
    section = plan.sections.get()
    sent = {"text": ["时限提前到十月", ""], "section": [section.pk, ""]}
    assert client.post(path, sent).url == reverse("plan_remarks", args=[plan.pk])
    remark = Remark.objects.get()
    assert (remark.text, remark.place) == ("时限提前到十月", "二、目标")
    client = enter(office)
    answer = reverse("remark_answer", args=[remark.pk])
    page = client.post(answer, {"verdict": "refused", "reason": ""})
    assert page.status_code == 422 and "写明理由" in page.content.decode()
    client.post(answer, {"verdict": "partly", "reason": "提前到十一月", "version": 1})
    assert Notice.objects.filter(user=clerk, text__contains="部分采纳。提前到十一月").exists()
    assert "提前到十一月" in enter(clerk).get(reverse("plan_remarks", args=[plan.pk])).content.decode()


def test_nothing_to_say_is_said_by_its_own_button(plan, department, clerk, enter):
    client, path = enter(clerk), reverse("remark_reply", args=[reply_of(plan, department).pk])
    page = client.post(path, {"text": [""]})
    assert page.status_code == 422 and "请点“无意见”" in page.content.decode()
    client.post(path, {"none": "1"})
    assert reply_of(plan, department).replied_at and not Remark.objects.exists()


def test_a_department_replies_for_itself_alone(plan, other_department, clerk, enter):
    path = reverse("remark_reply", args=[reply_of(plan, other_department).pk])
    assert enter(clerk).post(path, {"none": "1"}).status_code == 404


def test_the_end_of_it_leads_back_to_writing_and_takes_no_more(plan, department, clerk, office):
    remark_actions.collect(plan=plan, by=office)
    plan.refresh_from_db()
    assert plan.state == Plan.State.DRAFT
    with pytest.raises(ValidationError, match="已经结束"):
        remark_actions.reply(reply=reply_of(plan, department), said=[], by=clerk)


def test_the_table_names_every_department_asked(plan, department, clerk, office):
    remark_actions.reply(reply=reply_of(plan, department), said=[remark_actions.Said("补充经费")], by=clerk)
    rows = remarks_table(plan).blocks[0].rows
    assert [[cell.text for cell in row if cell] for row in rows[1:]] == [
        ["宣传处", "1", "整个方案", "补充经费", "待处理", ""],
        ["办公室", "—", "—", "未反馈", "—", ""],
    ]
