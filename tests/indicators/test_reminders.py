"""Reminders: to whom, of what, on which days, by a real mail server, and never twice."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from indicators.models import Reminder, ReportingRound, Submission, Vintage
from indicators.reminding import MailServerAwayError, remind_of_due, remind_of_returned
from indicators.seen import Seen
from indicators.selectors.reminders import FIGURES, RETURNED_FIGURES
from indicators.services.entries import Entry, Place
from indicators.services.on_behalf import OnBehalf
from indicators.services.reporting import save_draft
from indicators.services.rounds import ensure_rounds
from indicators.workflow import Action
from plans.models import Membership, RecordEntry
from projects import tasks as project_tasks
from projects.models import ProjectReport
from projects.selectors.reminders import PROJECTS, RETURNED_PROJECTS
from shaoxing_plan.local_services.sockets import free_port
from tests.factories import make_department, make_indicator, make_plan, make_project, make_section
from tests.mail_server import OK, run_mail_server
from tests.people import make_clerk, make_planner, make_signer
from tests.steps import take_step
from tests.workers import PROJECT, environment

pytestmark = pytest.mark.django_db

DUE = date(2023, 3, 31)
CLERK, OTHER, SIGNER = "clerk@example.cn", "other@example.cn", "signer@example.cn"


def at(day: date, hour: int = 8) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour))  # noqa: DTZ001


def before(days: int) -> datetime:
    return at(DUE - timedelta(days=days))


@pytest.fixture
def mailbox(settings):
    with run_mail_server() as box:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        settings.MAIL_IS_SET = True
        settings.SITE_URL = "https://plan.example.cn"
        yield box


@pytest.fixture
def plan():
    """A plan whose round of 2022 falls due on 2023-03-31; two figures are owed."""
    made = make_plan(short_title="十四五")
    ensure_rounds(made)
    department = make_department()
    for name in ("城镇化率", "万元能耗"):
        make_indicator(
            made, name=name, base="40", target="30", direction="fall", department=department
        )
    return made


@pytest.fixture
def department(plan):
    return plan.indicators.first().department


def with_mail(user, address):
    user.email = address
    user.save()
    return user


@pytest.fixture
def clerk(department):
    return with_mail(make_clerk(department), CLERK)


@pytest.fixture
def planner():
    return with_mail(make_planner(), "planner@example.cn")


def sent(plan, clerk, *, name="城镇化率", now=None) -> Submission:
    now = now or before(20)
    place = Place(indicator=plan.indicators.get(name=name), year=2022, vintage=Vintage.PRELIMINARY)
    draft = save_draft(place, Entry(value_text="36"), user=clerk, now=now, seen=None)
    return take_step(draft.pk, Action.SUBMIT, user=clerk, now=now, version=draft.version)


def step(submission, action, user, now, reason=""):
    submission.refresh_from_db()
    return take_step(
        submission.pk, action, user=user, now=now, version=submission.version, reason=reason
    )


@pytest.mark.parametrize(
    ("days", "words"),
    [(14, "还有 14 天"), (13, "还有 13 天"), (3, "还有 3 天"), (-1, "已于 2023-03-31 截止")],
)
def test_a_digest_names_what_is_owed_and_leads_there(mailbox, plan, clerk, days, words):
    assert remind_of_due(now=before(days)) == 1
    (text,) = mailbox.texts(CLERK)
    assert words in text
    assert "还没有报的数据 2 个：城镇化率、万元能耗" in text
    assert "https://plan.example.cn/entry/test-14/2022/" in text
    assert "&" not in text


@pytest.mark.parametrize("days", [20, 15, 12, 10, 4, 1, 0, -3, -30])
def test_other_days_are_quiet(mailbox, plan, clerk, days):
    assert remind_of_due(now=before(days)) == 0
    assert mailbox.mails == []


def test_each_is_sent_once_however_often_the_task_runs(mailbox, plan, clerk):
    for hour in range(8, 21):
        remind_of_due(now=at(DUE - timedelta(days=14), hour))
    remind_of_due(now=before(13))
    assert len(mailbox.mails) == 1
    for days in (3, -1):
        remind_of_due(now=before(days))
    assert [mail["Subject"].strip() for mail in mailbox.mails] == [
        f"[{django_settings.SITE_NAME}] {words}"
        for words in ("填报还有14天截止", "填报还有3天截止", "填报已逾期")
    ]


def test_a_due_day_that_moves_is_reminded_of_anew(mailbox, plan, clerk):
    remind_of_due(now=before(14))
    ReportingRound.objects.filter(year=2022).update(due_on=DUE + timedelta(days=20))
    remind_of_due(now=at(DUE + timedelta(days=6)))
    assert len(mailbox.mails) == 2


def test_two_plans_due_at_once_come_in_one_mail(mailbox, plan, department, clerk):
    second = make_plan(slug="test-15", short_title="另一个")
    ensure_rounds(second)
    make_indicator(second, name="另一项", department=department)
    assert remind_of_due(now=before(14)) == 1
    (text,) = mailbox.texts(CLERK)
    assert "十四五 2022年数据" in text
    assert "另一个 2022年数据" in text


def test_what_is_sent_is_no_longer_owed_but_is_to_be_signed(mailbox, plan, department, clerk):
    with_mail(make_signer(department), SIGNER)
    sent(plan, clerk)
    remind_of_due(now=before(14))
    assert "还没有报的数据 1 个：万元能耗" in mailbox.texts(CLERK)[0]
    (text,) = mailbox.texts(SIGNER)
    assert "等您签发的数据 1 个" in text
    assert "/entry/sign/" in text
    assert "还没有报" not in text


def test_projects_due_come_in_the_same_mail(mailbox, plan, department, clerk):
    with_mail(make_signer(department), SIGNER)
    rail, bridge = (
        make_project(
            make_section(plan, code=f"s{name}"), code=f"p-{name}", name=name, department=department
        )
        for name in ("地铁二号线", "越兴路大桥")
    )
    assert remind_of_due(now=before(14), subjects=(FIGURES, PROJECTS)) == 1
    (text,) = mailbox.texts(CLERK)
    assert "还没有报的数据 2 个：城镇化率、万元能耗" in text
    assert "还没有报的项目进展 2 项：地铁二号线、越兴路大桥" in text
    assert "https://plan.example.cn/entry/projects/test-14/2022/" in text
    assert mailbox.texts(SIGNER) == []
    ProjectReport.objects.create(
        project=rail, year=2022, department=department, stage="submitted", author=clerk,
        reached_stage="construction",
        created_at=before(10), updated_at=before(10),
    )  # fmt: skip
    bridge.retired_on = date(2022, 5, 1)
    bridge.retired_reason = "并入"
    bridge.save()
    remind_of_due(now=before(3), subjects=(FIGURES, PROJECTS))
    assert "项目进展" not in mailbox.texts(CLERK)[1]
    (text,) = mailbox.texts(SIGNER)
    assert "等您签发的项目进展 1 项" in text
    assert "https://plan.example.cn/entry/projects/sign/" in text


def test_who_owes_projects_alone_hears_of_them(mailbox, plan):
    other = make_department(code="jtj", name="市交通局")
    with_mail(make_clerk(other), OTHER)
    make_project(make_section(plan), name="地铁二号线", department=other)
    assert remind_of_due(now=before(-1), subjects=(FIGURES, PROJECTS)) == 1
    (text,) = mailbox.texts(OTHER)
    assert "已于 2023-03-31 截止" in text
    assert "还没有报的数据" not in text
    assert remind_of_due(now=at(DUE + timedelta(days=1), 9), subjects=(FIGURES, PROJECTS)) == 0


def test_beat_reminds_of_figures_and_projects():
    entry = django_settings.CELERY_BEAT_SCHEDULE["remind-of-due"]
    assert entry["task"] == project_tasks.remind_of_due.name


def test_who_owes_nothing_hears_nothing(mailbox, plan, clerk, department):
    for name in ("城镇化率", "万元能耗"):
        sent(plan, clerk, name=name)
    with_mail(make_clerk(make_department(code="jyj", name="市教育局")), OTHER)
    make_clerk(department)  # no address
    left = with_mail(make_clerk(department), "left@example.cn")
    left.is_active = False
    left.save()
    assert remind_of_due(now=before(14)) == 0


def test_a_clerk_of_two_departments_gets_one_mail(mailbox, plan, clerk):
    other = make_department(code="jyj", name="市教育局")
    make_indicator(plan, name="近视率", department=other)
    Membership.objects.create(user=clerk, department=other, role="clerk")
    remind_of_due(now=before(3))
    assert "还没有报的数据 3 个：城镇化率、万元能耗、近视率" in mailbox.texts(CLERK)[0]


@pytest.fixture
def returned(plan, clerk, planner):
    submission = sent(plan, clerk)
    return step(submission, Action.RETURN, planner, before(10), reason="单位错了 <万/亿>")


def test_the_sender_is_told_why_and_where(mailbox, returned):
    assert remind_of_returned(now=before(10)) == 1
    (text,) = mailbox.texts(CLERK)
    assert "城镇化率（2022年初步核算）：36" in text
    assert "理由：单位错了 <万/亿>" in text
    assert f"https://plan.example.cn/entry/figures/{returned.pk}/" in text
    assert mailbox.mails[0]["Subject"].endswith("1个数据被退回")


BOTH = (RETURNED_FIGURES, RETURNED_PROJECTS)


def project_report(plan, department, author, **fields) -> ProjectReport:
    """A project's report that was returned ten days before the due day."""
    rail = make_project(
        make_section(plan), code="test-14-rail", name="地铁二号线", department=department
    )
    return ProjectReport.objects.create(
        project=rail, year=2022, department=department, stage="returned", author=author,
        reached_stage="construction", reason="缺监理报告", decided_at=before(10),
        created_at=before(12), updated_at=before(10), **fields,
    )  # fmt: skip


def test_projects_returned_come_in_the_same_mail_once(mailbox, returned, plan, clerk, department):
    report = project_report(plan, department, clerk)
    assert remind_of_returned(now=before(10), subjects=BOTH) == 1
    assert remind_of_returned(now=before(10), subjects=BOTH) == 0
    (text,) = mailbox.texts(CLERK)
    assert "城镇化率（2022年初步核算）：36" in text
    assert "地铁二号线（2022年项目进展）" in text
    assert "理由：缺监理报告" in text
    assert "https://plan.example.cn/entry/projects/test-14/2022/test-14-rail/" in text
    assert mailbox.mails[0]["Subject"].endswith("2份填报被退回")
    ProjectReport.objects.filter(pk=report.pk).update(decided_at=before(9))
    assert remind_of_returned(now=before(9), subjects=BOTH) == 1
    assert "城镇化率" not in mailbox.texts(CLERK)[1]


def test_a_planner_is_led_to_his_own_page_of_the_project(mailbox, plan, department, planner):
    report = project_report(plan, department, planner, on_behalf_reason="补录")
    assert remind_of_returned(now=before(10), subjects=BOTH) == 1
    (text,) = mailbox.texts("planner@example.cn")
    assert f"https://plan.example.cn/review/projects/reports/{report.pk}/" in text


def test_beat_tells_of_returned_figures_and_projects():
    entry = django_settings.CELERY_BEAT_SCHEDULE["remind-of-returned"]
    assert entry["task"] == project_tasks.remind_of_returned.name


def test_it_is_told_once_and_a_second_return_again(mailbox, returned, plan, clerk, planner):
    for _ in range(3):
        remind_of_returned(now=before(10))
    place = Place(
        indicator=plan.indicators.get(name="城镇化率"), year=2022, vintage=Vintage.PRELIMINARY
    )
    save_draft(
        place,
        Entry(value_text="35"),
        user=clerk,
        now=before(9),
        seen=Seen.of(returned),
    )
    remind_of_returned(now=before(9))
    assert len(mailbox.mails) == 1
    step(returned, Action.SUBMIT, clerk, before(9))
    step(returned, Action.RETURN, planner, before(8), reason="再看看")
    remind_of_returned(now=before(8))
    assert len(mailbox.mails) == 2
    assert "再看看" in mailbox.texts(CLERK)[1]


def test_several_come_in_one_digest(mailbox, returned, plan, clerk, planner):
    second = sent(plan, clerk, name="万元能耗")
    step(second, Action.RETURN, planner, before(10), reason="缺依据")
    assert remind_of_returned(now=before(10)) == 1
    assert "2个数据被退回" in mailbox.mails[0]["Subject"]


def test_where_the_sender_has_left_the_department_is_told(mailbox, returned, clerk, department):
    Membership.objects.filter(user=clerk).delete()
    with_mail(make_clerk(department), OTHER)
    remind_of_returned(now=before(10))
    assert [mail["To"] for mail in mailbox.mails] == [OTHER]


def test_what_a_planner_entered_comes_back_to_him(mailbox, plan, planner):
    place = Place(
        indicator=plan.indicators.get(name="城镇化率"), year=2022, vintage=Vintage.PRELIMINARY
    )
    behalf = OnBehalf(reason="补录", document="年鉴")
    made = save_draft(
        place,
        Entry(value_text="36"),
        user=planner,
        now=before(20),
        seen=None,
        on_behalf=behalf,
    )
    step(made, Action.SUBMIT, planner, before(20))
    step(made, Action.RETURN, make_planner(), before(10), reason="与年鉴不符")
    remind_of_returned(now=before(10))
    (text,) = mailbox.texts("planner@example.cn")
    assert f"/review/figures/{made.pk}/" in text


def entered_for_them(plan, planner) -> Submission:
    """A figure a planner entered for the department and another approved."""
    indicator = plan.indicators.get(name="城镇化率")
    place = Place(indicator=indicator, year=2022, vintage=Vintage.PRELIMINARY)
    behalf = OnBehalf(reason="补录", document="年鉴")
    typed = Entry(value_text="36")
    how = {"user": planner, "now": before(20), "seen": None, "on_behalf": behalf}
    made = save_draft(place, typed, **how)
    step(made, Action.SUBMIT, planner, before(20))
    return step(made, Action.APPROVE, planner, before(19))


def test_of_an_undone_approval_the_department_is_told_whoever_entered_it(
    mailbox, plan, clerk, planner
):
    made = entered_for_them(plan, planner)
    step(made, Action.REVOKE, planner, before(10), reason="与年鉴不符")
    assert remind_of_returned(now=before(10)) == 2
    assert remind_of_returned(now=before(10)) == 0
    told = "城镇化率（2022年初步核算）：36（规划人员代填，采用已撤销）"
    for whom, path in ((CLERK, "entry/figures"), ("planner@example.cn", "review/figures")):
        (text,) = mailbox.texts(whom)
        assert told in text
        assert "理由：与年鉴不符" in text
        assert f"https://plan.example.cn/{path}/{made.pk}/" in text


def test_of_a_project_whose_approval_is_undone_as_well(mailbox, plan, clerk, planner, department):
    report = project_report(plan, department, planner, on_behalf_reason="补录")
    RecordEntry.objects.create(
        at=report.decided_at, subject_kind="project_report", subject_key=str(report.pk),
        action="revoke",
    )  # fmt: skip
    assert remind_of_returned(now=before(10), subjects=BOTH) == 2
    (text,) = mailbox.texts(CLERK)
    assert "/entry/projects/test-14/2022/test-14-rail/" in text


def test_what_was_sent_again_meanwhile_is_not_told(mailbox, returned, clerk):
    step(returned, Action.SUBMIT, clerk, before(10))
    assert remind_of_returned(now=before(10)) == 0


def test_a_mail_server_set_up_late_does_not_tell_old_stories(mailbox, returned):
    assert remind_of_returned(now=before(0)) == 0


def test_a_server_that_is_away_loses_nothing(settings, mailbox, plan, clerk, caplog):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    with pytest.raises(MailServerAwayError):
        remind_of_due(now=before(14))
    assert not Reminder.objects.exists()
    settings.EMAIL_PORT = port
    assert remind_of_due(now=at(DUE - timedelta(days=14), 9)) == 1


def test_the_task_says_so_in_one_line(settings, mailbox, plan, clerk, caplog):
    settings.EMAIL_PORT = free_port()
    ReportingRound.objects.filter(year=2022).update(
        opens_on=timezone.localdate(),
        due_on=timezone.localdate() + timedelta(days=14),
        locks_on=timezone.localdate() + timedelta(days=90),
    )
    assert project_tasks.remind_of_due.apply().get() == 0
    assert len([each for each in caplog.records if "连不上邮件服务器" in each.message]) == 1


def test_without_a_server_nothing_is_claimed_and_the_log_says_so(settings, plan, clerk, caplog):
    settings.MAIL_IS_SET = False
    assert remind_of_due(now=before(14)) == 0
    assert [each.message for each in caplog.records] == [
        "没有设置邮件服务器（EMAIL_URL），1人的邮件提醒没有发送。"
    ]
    assert not Reminder.objects.exists()


def test_a_refused_address_does_not_hold_up_the_others(mailbox, plan, clerk, department):
    with_mail(make_clerk(department), OTHER)
    mailbox.answer = lambda to: "550 no such user" if to == CLERK else OK
    assert remind_of_due(now=before(14)) == 1
    states = dict(Reminder.objects.values_list("user__email", "state"))
    assert states == {CLERK: "failed", OTHER: "sent"}
    mailbox.answer = lambda _: OK
    assert remind_of_due(now=before(13)) == 0


def test_what_the_server_puts_off_is_tried_again_a_few_times(mailbox, plan, clerk):
    mailbox.answer = lambda _: "451 greylisted, come again"
    for hour in range(8, 20):
        remind_of_due(now=at(DUE - timedelta(days=14), hour))
    made = Reminder.objects.get()
    assert (made.state, made.attempts) == ("deferred", 5)
    Reminder.objects.update(attempts=2)
    mailbox.answer = lambda _: OK
    assert remind_of_due(now=at(DUE - timedelta(days=14), 20)) == 1
    assert remind_of_due(now=before(13)) == 0
    assert len(mailbox.mails) == 1


def test_an_address_that_breaks_the_header_harms_nobody_else(mailbox, plan, clerk, department):
    with_mail(make_clerk(department), "evil@example.cn\nBcc: all@example.cn")
    assert remind_of_due(now=before(14)) == 1
    assert [mail["To"] for mail in mailbox.mails] == [CLERK]
    assert Reminder.objects.filter(state="failed").count() == 1


def test_the_back_office_shows_what_was_sent(client, mailbox, plan, clerk):
    remind_of_due(now=before(14))
    admin = make_planner()
    admin.is_staff = admin.is_superuser = True
    admin.save()
    client.force_login(admin)
    page = client.get(reverse("admin:indicators_reminder_changelist")).content.decode()
    assert "已发送" in page


@pytest.mark.django_db(transaction=True)
def test_a_process_that_dies_in_the_middle_never_makes_a_second_mail(mailbox, plan, clerk):
    """The mail server takes the mail and kills the sender before it can note that."""
    call_command("migrate", verbosity=0)
    code = (
        "import django; django.setup(); from datetime import datetime, UTC;"
        "from indicators.reminding import remind_of_due;"
        f"remind_of_due(now=datetime.fromisoformat('{before(14).astimezone(UTC).isoformat()}'))"
    )
    environ = {
        **environment(database=django_settings.DATABASES["default"]["NAME"]),
        "EMAIL_URL": f"smtp://127.0.0.1:{mailbox.port}",
        "PATH": "/usr/bin:/bin",
    }
    child = subprocess.Popen([sys.executable, "-c", code], cwd=PROJECT, env=environ)

    def kill(_recipient: str) -> str:
        child.kill()
        child.wait(timeout=30)
        return OK

    mailbox.answer = kill
    assert child.wait(timeout=60) == -9
    assert Reminder.objects.get().state == "claimed"
    mailbox.answer = lambda _: OK
    assert remind_of_due(now=at(DUE - timedelta(days=14), 9)) == 0
    assert len(mailbox.texts(CLERK)) == 1


@pytest.mark.parametrize("count", [1, 20])
def test_queries_do_not_grow_with_figures_and_people(
    mailbox, plan, department, django_assert_num_queries, count
):
    for _ in range(count):
        make_indicator(plan, department=department)
        with_mail(make_clerk(department), "")
    with django_assert_num_queries(7):
        remind_of_due(now=before(14))
