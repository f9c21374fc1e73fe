"""The queue: what waits for a decision, beside what it is judged by; many decided at once."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from indicators.models import Observation, Submission
from indicators.services.reporting import take_step
from indicators.views.review.queueing import PAGE_SIZE
from indicators.workflow import Action
from plans.models import Membership
from tests.factories import make_department, make_indicator
from tests.indicators.review.conftest import IN_ROUND
from tests.people import make_clerk, make_planner, make_signer
from tests.sizes import ROWS

pytestmark = pytest.mark.django_db
QUEUE = "/review/"


def rows(client, **filters):
    return client.get(QUEUE, filters).context["rows"]


def approve(client, *submissions, **more):
    tickets = [f"{each.pk}:{each.version}" for each in submissions]
    return client.post(reverse("review_approve"), {"ticket": tickets, **more}, follow=True)


def test_a_figure_stands_beside_last_year_the_path_and_its_would_be_verdict(desk, indicator, send):
    send(indicator, "37", note="口径未变", answers={"jump": "产业结构调整"}, cause="工业占比高")
    (row,) = rows(desk)
    assert (row.last_text, row.value_text, row.due_text) == ("38", "37", "36")
    assert row.change_text == "-1（-2.6%）"
    assert (row.prospect.state, row.prospect.demands_plan) == ("behind", True)
    assert [(each.question, each.text) for each in row.answers] == [("与上年相比", "产业结构调整")]
    html = desk.get(QUEUE).content.decode()
    for words in ("口径未变", "产业结构调整", "工业占比高", "滞后", row.prospect.sentence):
        assert words in html


def test_drafts_are_the_departments_own(desk, indicator, send, clerk):
    submission = send(indicator)
    take_step(submission.pk, Action.TAKE_BACK, user=clerk, now=IN_ROUND, version=submission.version)
    assert rows(desk) == rows(desk, stage="all") == []
    assert desk.get(reverse("review_figure", args=[submission.pk])).status_code == 404


def test_every_filter_is_in_the_address(desk, plan, indicator, send):
    other = make_department(code="sthjj", name="市生态环境局")
    binding = make_indicator(
        plan, name="空气", base="80", target="90", department=other, nature="binding"
    )
    send(indicator, "36")
    send(binding, "81", year=2023 - 1, user=make_clerk(other))
    assert {each.name for each in rows(desk)} == {"万元GDP能耗", "空气"}
    for filters in (
        {"department": "sthjj"},
        {"nature": "binding"},
        {"state": "behind"},
        {"plan": plan.slug, "year": "2022", "state": "behind", "stage": "submitted"},
    ):
        assert [each.name for each in rows(desk, **filters)] == ["空气"], filters
    assert rows(desk, year="2021") == rows(desk, stage="approved") == []
    assert len(rows(desk, year="nonsense", stage="nonsense")) == 2


def test_what_a_signer_has_to_sign_first_waits_elsewhere(desk, indicator, send, department):
    signer = make_signer(department)
    submission = send(indicator)
    assert rows(desk) == []
    (row,) = rows(desk, stage="submitted")
    assert "签发" in row.blocked
    assert not row.is_waiting
    take_step(submission.pk, Action.SIGN, user=signer, now=IN_ROUND, version=submission.version)
    assert [each.stage for each in rows(desk)] == ["signed"]


def test_many_are_approved_and_a_refusal_stops_no_other(desk, plan, department, indicator, send):
    good = send(indicator)
    moved = send(make_indicator(plan, name="已被别人退回", department=department), "20")
    gone = Submission(pk=999_999, version=1)
    take_step(
        moved.pk,
        Action.RETURN,
        user=make_planner(),
        now=IN_ROUND,
        version=moved.version,
        reason="单位不对",
    )
    last = send(make_indicator(plan, name="最后一个", department=department), "20")
    response = approve(desk, good, moved, gone, last)
    outcomes = response.context["outcomes"]
    assert [each.report_id for each in outcomes["done"]] == [good.pk, last.pk]
    assert [each.report_id for each in outcomes["refused"]] == [moved.pk, None]
    html = response.content.decode()
    assert "已采用 <b>2</b> 个数据" in html
    assert "退回" in outcomes["refused"][0].refusal
    assert Observation.objects.filter(withdrawn_at=None, sources__dataset="submission").count() == 2


def test_the_button_of_a_row_approves_that_row_alone(desk, plan, department, indicator, send):
    first, second = send(indicator), send(make_indicator(plan, department=department), "20")
    response = approve(desk, first, only=f"{second.pk}:{second.version}", query="nature=binding")
    assert [each.report_id for each in response.context["outcomes"]["done"]] == [second.pk]
    assert response.redirect_chain[0][0] == "/review/?nature=binding&done=1"
    first.refresh_from_db()
    assert first.stage == "submitted"


def test_nonsense_in_a_form_approves_nothing(desk, indicator, send):
    submission = send(indicator)
    response = desk.post(
        reverse("review_approve"), {"ticket": ["", "x:y", "1", f"{submission.pk}:"]}, follow=True
    )
    assert "没有选中任何数据" in response.content.decode()
    submission.refresh_from_db()
    assert submission.stage == "submitted"


@pytest.mark.parametrize("filters", [{}, {"state": "on_track"}])
def test_a_longer_queue_asks_no_more_of_the_database(
    desk, plan, department, send, django_assert_max_num_queries, filters
):
    seen = []
    for wanted in (1, ROWS):
        while Submission.objects.count() < wanted:
            made = make_indicator(plan, base="0", target="100", department=department)
            send(made, "40")
        with django_assert_max_num_queries(60) as captured:
            shown = rows(desk, **filters)
        assert len(shown) == min(wanted, PAGE_SIZE)
        seen.append(len(captured))
    assert seen[0] == seen[1]
    assert seen[0] <= 16


@pytest.mark.parametrize(
    ("unit", "kind", "last", "now", "told"),
    [
        ("%", "reach", "50", "52.5", "+2.5个百分点"),
        ("亿元", "reach", "50", "45", "-5亿元（-10.0%）"),
        ("件", "reach", "0", "3", "+3件"),
        ("亿元", "reach", None, "45", ""),
    ],
)
def test_the_change_is_said_as_people_say_it(
    desk, plan, department, send, unit, kind, last, now, told
):
    made = make_indicator(
        plan,
        unit=unit,
        kind=kind,
        base="1",
        target="100",
        department=department,
        actuals={2021: last} if last else {},
    )
    send(made, now)
    assert rows(desk)[0].change_text == told


def test_the_printed_base_stands_for_the_year_before_the_first(desk, plan, department, send):
    make_open = plan.reporting_rounds.get(year=2021)
    make_open.locks_on = make_open.locks_on.replace(year=2030)
    make_open.save()
    send(make_indicator(plan, base="40", target="100", department=department), "50", year=2021)
    (row,) = rows(desk)
    assert (row.last_text, row.change_text) == ("40", "")


def test_a_row_warns_of_an_own_entry_as_the_page_does(desk, indicator, send, planner, department):
    theirs = send(indicator)
    Membership.objects.create(user=planner, department=department, role="clerk")
    own = send(make_indicator(indicator.plan, department=department), "20", user=planner)
    cautions = {row.submission_id: row.cautions for row in rows(desk)}
    assert cautions[theirs.pk] == ()
    (told,) = cautions[own.pk]
    assert "本人录入、本人采用" in told
    assert told in desk.get(QUEUE).content.decode()
    assert told in desk.get(reverse("review_figure", args=[own.pk])).content.decode()


def test_a_row_warns_of_a_day_that_rewrites_a_closed_account(desk, indicator, send):
    indicator.plan.closed_on = date(2023, 1, 20)
    indicator.plan.save()
    send(indicator, published_on=date(2023, 1, 10), note="公报印发在办结以前")
    (row,) = rows(desk)
    assert ["会改变规划的终期评估" in each for each in row.cautions] == [True]
    assert row.cautions[0] in desk.get(QUEUE).content.decode()


def test_one_person_may_sign_what_he_sent_and_everybody_is_told(
    client, indicator, send, department, clerk, planner
):
    Membership.objects.create(user=clerk, department=department, role="signer")
    submission = send(indicator)
    client.force_login(clerk)
    words = "由您签发将记为“本人填报并签发”"
    for page in (reverse("entry_sign"), reverse("entry_figure", args=[submission.pk])):
        assert words in client.get(page).content.decode()
    signer = make_signer(department)
    client.force_login(signer)
    for page in (reverse("entry_sign"), reverse("entry_figure", args=[submission.pk])):
        assert words not in client.get(page).content.decode()
    version = submission.version
    take_step(submission.pk, Action.SIGN, user=clerk, now=IN_ROUND, version=version)
    client.force_login(planner)
    (row,) = rows(client)
    assert row.cautions == ("这一份本人填报并签发：单位内没有经过第二个人。",)
    for page in (QUEUE, reverse("review_figure", args=[submission.pk])):
        assert row.cautions[0] in client.get(page).content.decode()


def test_a_signature_of_somebody_else_is_told_of_nobody(desk, indicator, send, department):
    signer = make_signer(department)
    submission = send(indicator)
    version = submission.version
    take_step(submission.pk, Action.SIGN, user=signer, now=IN_ROUND, version=version)
    (row,) = rows(desk)
    assert row.cautions == ()
