"""The pages of a job: who sees it, who stops it, how its result leaves."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from jobs import actions
from jobs.models import Job
from jobs.registry import Result
from jobs.runs import moment, size
from jobs.worker import run_next

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(kind, office, unit):
    def paper(work):
        return Result(data=b"a paper", name="省国资委2022年度总结.pdf", media_type="application/pdf")

    return actions.ask(kind=kind(paper), title="年度总结", by=office, unit=unit)


def test_an_open_job_polls_for_its_line_alone(enter, office, job):
    client, path = enter(office), reverse("job_detail", args=[job.pk])
    assert "排队中" in client.get(path).content.decode()
    line = client.get(path, headers={"HX-Request": "true"}).content.decode()
    assert line.startswith(f'<li id="job-{job.pk}" hx-get=')
    assert "<html" not in line


def test_a_finished_job_polls_no_more(enter, office, job):
    run_next()
    line = enter(office).get(reverse("job_detail", args=[job.pk]), headers={"HX-Request": "true"}).content.decode()
    assert "hx-get" not in line
    assert "下载</a>" in line


def test_the_result_is_sent_under_its_chinese_name(enter, clerk, job):
    run_next()
    response = enter(clerk).get(reverse("job_download", args=[job.pk]))
    assert b"".join(response.streaming_content) == b"a paper"
    assert "filename*=UTF-8''%E7%9C%81%E5%9B%BD%E8%B5%84%E5%A7%942022" in response["Content-Disposition"]


def test_there_is_nothing_to_download_before_it_is_done(enter, office, job):
    response = enter(office).get(reverse("job_download", args=[job.pk]), follow=True)
    assert "现在不能下载" in response.content.decode()


def test_a_result_kept_too_long_is_no_longer_given(enter, office, job):
    run_next()
    Job.objects.update(keep_until=timezone.now() - timedelta(minutes=1))
    response = enter(office).get(reverse("job_download", args=[job.pk]), follow=True)
    assert "结果已过保存期，需要时请重新生成。" in response.content.decode()


def test_whoever_asked_stops_it(enter, office, job):
    enter(office).post(reverse("job_cancel", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED
    assert not run_next()


def test_a_department_does_not_stop_the_work_of_the_office(enter, clerk, job):
    assert enter(clerk).post(reverse("job_cancel", args=[job.pk])).status_code == 403
    job.refresh_from_db()
    assert job.state == Job.State.QUEUED


def test_stopping_what_has_ended_changes_nothing(enter, office, job):
    run_next()
    response = enter(office).post(reverse("job_cancel", args=[job.pk]), follow=True)
    assert "已经结束" in response.content.decode()
    job.refresh_from_db()
    assert job.state == Job.State.DONE


def test_the_same_again_is_a_job_of_its_own(enter, clerk, job):
    run_next()
    enter(clerk).post(reverse("job_again", args=[job.pk]))
    again = Job.objects.latest("pk")
    assert again.pk != job.pk
    assert (again.kind, again.title, again.asked_by) == (job.kind, job.title, clerk)


def test_the_way_back_never_leaves_the_house(enter, office, job):
    client = enter(office)
    response = client.post(reverse("job_cancel", args=[job.pk]), {"back": "https://elsewhere.cn/"})
    assert response.url == reverse("job_detail", args=[job.pk])
    response = client.post(reverse("job_cancel", args=[job.pk]), {"back": "/reports/"})
    assert response.url == "/reports/"


@pytest.mark.parametrize(
    ("name", "method"), [("job_detail", "get"), ("job_download", "get"), ("job_cancel", "post"), ("job_again", "post")]
)
def test_a_stranger_finds_nothing(enter, stranger, job, name, method):
    run_next()
    response = getattr(enter(stranger), method)(reverse(name, args=[job.pk]))
    assert response.status_code == 404
    assert "年度总结" not in response.content.decode()


def test_moments_and_sizes_are_said_as_people_say_them():
    now = timezone.localtime().replace(hour=9, minute=5)
    assert moment(now) == "今天 9:05 "
    assert moment(now.replace(year=2021, month=3, day=4)) == "2021 年 3 月 4 日 9:05 "
    assert [size(count) for count in (512, 48 * 1024, 3 * 1024 * 1024)] == ["512 字节", "48 KB", "3.0 MB"]
