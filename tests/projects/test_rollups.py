"""Approved reports feed the indicators that are their sums, and nothing of a department's own."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.models import Observation, Submission
from indicators.seen import Seen
from indicators.selectors.entry.desk import desk
from indicators.selectors.reminders import RETURNED_FIGURES
from indicators.selectors.review.scoreboard import scores
from indicators.services.entries import Entry, Place
from indicators.services.reporting import save_draft
from indicators.services.rounds import ensure_rounds
from indicators.viewpoints import Viewpoint
from indicators.workflow import (
    FORGONE,
    SUPERSEDED,
    UNCHANGED,
    VANISHED,
    Action,
    RefusedError,
)
from plans.models import RecordEntry
from projects.models import ProjectReport, RollUp
from projects.selectors.rollups import sum_rows
from projects.services import rollups
from projects.tasks import feed_roll_ups
from tests.core_truth import assert_observations_are_the_approved_submissions
from tests.factories import (
    make_department,
    make_indicator,
    make_observation,
    make_plan,
    make_project,
    make_section,
)
from tests.people import make_clerk, make_planner
from tests.steps import EXPLAINED, take_step

pytestmark = pytest.mark.django_db
NOW = datetime(2023, 4, 1, 4, 0, tzinfo=UTC)
TODAY = Viewpoint(today=date(2023, 4, 1))


@pytest.fixture
def department():
    return make_department()


@pytest.fixture
def plan():
    made = make_plan()
    ensure_rounds(made)
    return made


@pytest.fixture
def money(plan, department):
    return sum_of(plan, department, "investment", "亿元", "3300")


@pytest.fixture
def count(plan, department):
    return sum_of(plan, department, "count", "个", "120")


@pytest.fixture
def road(plan, department):
    return make_project(make_section(plan), field="city", department=department)


def sum_of(plan, department, measure, unit, target):
    indicator = make_indicator(
        plan, kind="cumulative", unit=unit, target=target, department=department
    )
    RollUp.objects.create(indicator=indicator, measure=measure, fields=["city"])
    return indicator


def report(project, year=2022, *, invested="3.2", stage="approved", **fields):
    author = User.objects.get_or_create(username="reporter")[0]
    made, _ = ProjectReport.objects.update_or_create(
        project=project,
        year=year,
        quarter=fields.pop("quarter", None),
        defaults={
            "department": project.department,
            "stage": stage,
            "reason": "重报" if stage == "returned" else "",
            "reached_stage": fields.pop("reached", "construction"),
            "invested": None if invested is None else Decimal(invested),
            "author": author,
            "created_at": NOW,
            "updated_at": NOW,
            "decided_at": NOW,
            **fields,
        },
    )
    rollups.mark_roll_ups(project.plan, now=NOW)
    return made


def feed():
    return sum(rollups.feed_roll_up(each, now=NOW) for each in rollups.stale_roll_ups())


def step(submission, action, user, **more):
    submission.refresh_from_db()
    return take_step(submission.pk, action, user=user, now=NOW, version=submission.version, **more)


@pytest.mark.parametrize("decision", [None, Action.APPROVE])
def test_a_sum_asks_nothing_of_its_department_and_makes_nobody_late(plan, road, money, decision):
    report(road)
    feed()
    if decision:
        step(Submission.objects.get(indicator=money), decision, make_planner())
    score = figures_of(plan, 2022)
    assert (score.due, score.reported, score.overdue, score.covered) == (0, 0, 0, 1)
    assert score.on_time_share is None


def test_a_sum_that_was_returned_is_the_departments_to_answer(plan, road, money):
    report(road)
    feed()
    sent = Submission.objects.get(indicator=money)
    step(sent, Action.RETURN, make_planner(), reason="漏了一个项目")
    score = figures_of(plan, 2022)
    assert (score.due, score.reported, score.returned, score.covered) == (1, 0, 1, 0)


def figures_of(plan, year):
    """Return the only department's line of the scoreboard."""
    (score,) = scores(plan, plan.reporting_rounds.filter(year=year), today=TODAY.today, now=NOW)
    return score


def test_the_sum_is_submitted_by_the_system(road, money, count):
    report(road)
    assert feed() == 2
    sent = Submission.objects.get(indicator=money)
    assert (sent.value_text, sent.stage, sent.vintage, sent.year) == (
        *("3.2", "submitted", "preliminary"),
        2022,
    )
    assert Submission.objects.get(indicator=count).value_text == "1"
    assert "应报1个项目，已采用1个" in sent.note
    assert sent.author.username == "system"
    assert not sent.author.is_active
    assert not sent.author.has_usable_password()
    line = RecordEntry.objects.get(subject_key=str(sent.pk))
    assert (line.actor, line.actor_name, line.action_name) == (None, "系统", "系统汇总")


def test_feeding_again_changes_nothing(road, money):
    report(road)
    feed()
    before = Submission.objects.values().get()
    rollups.mark_roll_ups(road.plan, now=NOW)
    assert feed() == 0
    assert Submission.objects.values().get() == before
    assert rollups.stale_roll_ups() == []


def test_what_is_under_way_follows_the_sum(road, money, plan):
    report(road)
    feed()
    bridge = make_project(road.section, field="city", department=road.department)
    report(bridge, invested="0.8")
    feed()
    sent = Submission.objects.get()
    assert (sent.value_text, sent.version) == ("4", 2)
    report(road, stage="returned")
    report(bridge, stage="returned")
    feed()
    sent.refresh_from_db()
    assert (sent.value_text, sent.stage, sent.reason) == ("", "returned", VANISHED)
    report(road, invested="5")
    feed()
    sent.refresh_from_db()
    assert (sent.value_text, sent.stage) == ("5", "submitted")


def test_a_sum_that_vanished_stands_on_no_desk_and_is_told_as_withdrawn(road, money, client):
    planner, clerk = make_planner(), make_clerk(road.department)
    report(road)
    feed()
    report(road, stage="returned")
    assert feed() == 1
    assert feed() == 0
    sent = Submission.objects.get()
    shown = desk([road.department], now=NOW)
    cards = (*shown.open_rounds, *shown.coming_rounds, *shown.closed_rounds)
    assert not shown.returned
    assert {(each.drafts, each.returned) for each in cards} == {(0, 0)}
    assert not list(RETURNED_FIGURES.returned_since(NOW - timedelta(days=1)))
    line = RecordEntry.objects.filter(subject_key=str(sent.pk)).latest("pk")
    assert (line.action_name, line.reason) == ("系统撤回", VANISHED)
    assert line.details["原"]["value_text"] == "3.2"
    client.force_login(planner)
    for url in ("/review/?stage=returned", f"/review/figures/{sent.pk}/"):
        page = client.get(url).content.decode()
        assert "系统已撤回" in page
        assert VANISHED in page
        assert f"退回理由：{VANISHED}" not in page
    client.force_login(clerk)
    assert VANISHED not in client.get("/entry/").content.decode()


def test_what_was_withdrawn_and_is_typed_into_is_a_draft_as_any_other(road, money):
    clerk = make_clerk(road.department)
    report(road)
    feed()
    report(road, stage="returned")
    feed()
    place = Place(indicator=money, year=2022, vintage="preliminary")
    seen = Seen.of(Submission.objects.get())
    own = save_draft(place, Entry(value_text="9"), user=clerk, now=NOW, seen=seen)
    assert (own.stage, own.reason, own.author) == ("draft", "", clerk)
    (card,) = [
        each
        for each in desk([road.department], now=NOW).open_rounds
        + desk([road.department], now=NOW).closed_rounds
        if each.year == 2022
    ]
    assert card.drafts == 1


def test_a_sum_that_is_in_force_again_is_withdrawn(road, money):
    planner = make_planner()
    report(road, invested="30.5")
    feed()
    approve_what_is_sent(planner)
    report(road, invested="22.5")
    feed()
    sent = Submission.objects.get(stage="submitted")
    assert sent.value_text == "22.5"
    report(road, invested="30.5")
    assert feed() == 1
    sent.refresh_from_db()
    assert (sent.stage, sent.reason, sent.value_text) == ("returned", UNCHANGED, "30.5")
    assert not desk([road.department], now=NOW).returned
    report(road, invested="30.5")
    assert feed() == 0
    report(road, invested="22.5")
    assert feed() == 1
    sent.refresh_from_db()
    assert (sent.stage, sent.reason, sent.value_text) == ("submitted", "", "22.5")


@pytest.fixture
def taken_back(road, money):
    """A revised sum that says again what is in force, so that the system took it back."""
    make_observation(money.series, year=2021, text="3")
    for invested in ("30.5", "22.5", "30.5"):
        report(road, invested=invested)
        feed()
        if invested == "30.5" and not Observation.objects.filter(year=2022).exists():
            approve_what_is_sent(make_planner())
    sent = Submission.objects.get(reason=UNCHANGED)
    assert sent.vintage == "revised"
    return sent


def test_what_the_system_took_back_asks_nothing_and_says_why(
    client, road, money, taken_back, monkeypatch
):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    clerk = make_clerk(road.department)
    client.force_login(clerk)
    page = f"/entry/{road.plan.slug}/2022/"
    shown = client.get(page)
    (row,) = [each for each in shown.context["grid"].rows if each.indicator == money]
    assert row.is_editable
    assert (row.demands_plan, row.questions, row.is_ready) == (False, (), False)
    html = shown.content.decode()
    assert UNCHANGED in html
    assert "采用后" not in html
    assert f'value="{taken_back.pk}:{taken_back.version}"' not in html
    ticket = {"ticket": f"{taken_back.pk}:{taken_back.version}"}
    refused = client.post(f"{page}submit/", ticket, follow=True).content.decode()
    assert f"没有提交“{money}”：{UNCHANGED}要报别的数" in refused
    taken_back.refresh_from_db()
    assert taken_back.stage == "returned"
    place = Place(indicator=money, year=2022, vintage="revised")
    typed = Entry(value_text="31", **EXPLAINED)
    own = save_draft(place, typed, user=clerk, now=NOW, seen=Seen.of(taken_back))
    assert f'value="{own.pk}:{own.version}"' in client.get(page).content.decode()
    sent = step(own, Action.SUBMIT, clerk)
    assert step(sent, Action.APPROVE, make_planner()).stage == "approved"


def test_planners_send_what_the_system_took_back_only_where_they_type(client, road, taken_back):
    client.force_login(make_planner())
    page = f"/review/enter/{road.plan.slug}/2022/?vintage=revised"
    shown = client.get(page)
    (line,) = shown.context["lines"]
    assert (line.row.is_ready, line.row.demands_plan) == (False, False)
    assert UNCHANGED in shown.content.decode()
    untouched = {
        f"i{line.row.indicator.pk}-value_text": "30.5",
        f"initial-i{line.row.indicator.pk}-value_text": "30.5",
        f"i{line.row.indicator.pk}-version": taken_back.version,
    }
    why = {"reason": "补录", "document": "年鉴", "published_on": "2023-02-01", "do": "submit"}
    client.post(page, {**why, **untouched})
    taken_back.refresh_from_db()
    assert taken_back.stage == "returned"


def test_what_a_planner_returned_is_not_sent_again_where_the_sum_is_in_force(road, money):
    planner = make_planner()
    report(road, invested="30.5")
    feed()
    first = approve_what_is_sent(planner)
    report(road, invested="22.5")
    feed()
    sent = step(Submission.objects.get(stage="submitted"), Action.RETURN, planner, reason="漏报")
    report(road, invested="30.5")
    assert feed() == 1
    sent.refresh_from_db()
    assert (sent.stage, sent.reason) == ("returned", UNCHANGED)
    # A planner undoes the one in force: what was withdrawn does not bring it back.
    step(first, Action.REVOKE, planner, reason="重复计算")
    rollups.mark_roll_ups(road.plan, now=NOW)
    assert feed() == 0


def test_after_an_approval_a_changed_sum_is_a_revision(road, money):
    planner = make_planner()
    report(road)
    feed()
    first = step(Submission.objects.get(), Action.APPROVE, planner)
    source = Observation.objects.get().sources.get()
    assert (source.title, source.note.startswith("规划人员代")) == ("已采用项目进展汇总", False)
    assert feed() == 0
    report(road, invested="4")
    feed()
    second = Submission.objects.exclude(pk=first.pk).get()
    assert (second.value_text, second.vintage) == ("4", "revised")


def approve_what_is_sent(planner):
    return step(Submission.objects.get(stage="submitted"), Action.APPROVE, planner)


def in_force():
    return [each.value_text for each in Observation.objects.filter(withdrawn_at=None)]


def test_a_later_sum_of_the_same_day_takes_the_place_of_the_earlier(road, money):
    planner = make_planner()
    for invested in ("3.2", "4", "5"):
        report(road, invested=invested)
        feed()
        approve_what_is_sent(planner)
    assert sorted(in_force()) == ["3.2", "5"]
    assert_observations_are_the_approved_submissions()
    former = Submission.objects.get(value_text="4")
    assert (former.stage, former.vintage, former.observation) == ("returned", "revised", None)
    assert former.reason == SUPERSEDED
    line = RecordEntry.objects.get(subject_key=str(former.pk), action="revoke")
    assert (line.actor, line.reason) == (planner, SUPERSEDED)
    assert Observation.objects.get(value_text="4").withdrawn_at == NOW


def test_what_gave_way_is_told_as_that_and_not_as_returned(road, money, client):
    planner = make_planner()
    for invested in ("3.2", "4", "5"):
        report(road, invested=invested)
        feed()
        approve_what_is_sent(planner)
    former = Submission.objects.get(value_text="4")
    assert former.stage_label == "已由新汇总数取代"
    ensure_rounds(money.plan)
    client.force_login(make_clerk(former.department))
    desk = client.get("/entry/").content.decode()
    assert SUPERSEDED not in desk
    assert not list(RETURNED_FIGURES.returned_since(NOW - timedelta(days=1)))
    page = client.get(f"/entry/figures/{former.pk}/").content.decode()
    assert f"<b>已由新汇总数取代：</b>{SUPERSEDED}" in page
    assert "退回：" not in page


def test_what_gave_way_is_sent_again_only_when_it_comes_true_again(road, money):
    planner = make_planner()
    for invested in ("3.2", "4", "5"):
        report(road, invested=invested)
        feed()
        approve_what_is_sent(planner)
    report(road, invested="5")
    assert feed() == 0
    report(road, invested="4")
    assert feed() == 1
    approve_what_is_sent(planner)
    assert sorted(in_force()) == ["3.2", "4"]
    assert_observations_are_the_approved_submissions()
    assert Submission.objects.count() == 3


def test_a_sum_that_gave_way_does_not_go_on_in_the_stead_of_one_undone(road, money):
    planner = make_planner()
    for invested in ("3.2", "4", "5"):
        report(road, invested=invested)
        feed()
        approve_what_is_sent(planner)
    former = Submission.objects.get(value_text="4")
    step(Submission.objects.get(value_text="5"), Action.REVOKE, planner, reason="重复计算")
    undone = Submission.objects.get(value_text="5")
    assert (undone.stage, undone.reason, undone.replaced_by) == ("returned", "重复计算", None)
    former = Submission.everything.get(pk=former.pk)
    assert (former.stage, former.reason, former.replaced_by) == ("returned", SUPERSEDED, undone)
    line = RecordEntry.objects.get(subject_key=str(former.pk), action="forgo")
    assert (line.actor, line.details["原退回理由"]) == (planner, SUPERSEDED)
    told = [each.pk for each in RETURNED_FIGURES.returned_since(NOW - timedelta(days=1))]
    assert told == [undone.pk]
    assert [each.submission_id for each in desk([money.department], now=NOW).returned] == told
    report(road, invested="5")
    assert feed() == 0
    report(road, invested="4")
    assert feed() == 1
    approve_what_is_sent(planner)
    assert sorted(in_force()) == ["3.2", "4"]
    assert_observations_are_the_approved_submissions()


def test_a_refused_sum_does_not_come_back_in_the_place_of_one_undone(road, money):
    planner = make_planner()
    for invested in ("3.2", "5"):
        report(road, invested=invested)
        feed()
        approve_what_is_sent(planner)
    report(road, invested="6")
    feed()
    refused = Submission.objects.get(value_text="6")
    step(refused, Action.RETURN, planner, reason="六算错了")
    step(Submission.objects.get(value_text="5"), Action.REVOKE, planner, reason="五也有误")
    assert Submission.everything.get(pk=refused.pk).reason == FORGONE
    assert feed() == 0
    report(road, invested="6")
    assert feed() == 0
    undone = Submission.objects.get(value_text="5")
    assert (undone.stage, undone.reason) == ("returned", "五也有误")
    report(road, invested="7")
    assert feed() == 1
    report(road, invested="6")
    assert feed() == 1, "what waits follows the sum"


def test_a_sum_withdrawn_as_preliminary_comes_back_as_a_revision(road, money):
    planner = make_planner()
    report(road, invested="3.2")
    feed()
    first = approve_what_is_sent(planner)
    report(road, invested="5")
    feed()
    step(first, Action.REVOKE, planner, reason="先撤")
    report(road, invested="6")
    feed()
    waiting = Submission.objects.filter(stage="submitted")
    assert [(each.vintage, each.value_text) for each in waiting] == [("revised", "6")]
    approve_what_is_sent(planner)
    report(road, invested="7")
    feed()
    assert [(each.vintage, each.value_text) for each in waiting.all()] == [("revised", "7")]
    approve_what_is_sent(planner)
    report(road, invested="7")
    assert feed() == 1, "the one taken back long ago is withdrawn"
    report(road, invested="7")
    assert feed() == 0
    assert "7" in in_force()
    assert_observations_are_the_approved_submissions()


def test_a_sum_another_gave_way_to_can_be_undone_on_its_page(road, money, client):
    planner = make_planner()
    for invested in ("3.2", "4", "5"):
        report(road, invested=invested)
        feed()
        approve_what_is_sent(planner)
    last = Submission.objects.get(value_text="5")
    client.force_login(planner)
    said = {"action": "revoke", "version": last.version, "reason": "重复计算"}
    answer = client.post(f"/review/figures/{last.pk}/decide/", said)
    assert answer.status_code == 302
    last.refresh_from_db()
    assert (last.stage, last.reason) == ("returned", "重复计算")
    assert in_force() == ["3.2"]


def test_a_sum_that_is_sent_goes_on_in_the_stead_of_one_undone(road, money):
    planner = make_planner()
    report(road)
    feed()
    approve_what_is_sent(planner)
    report(road, invested="4")
    feed()
    revised = approve_what_is_sent(planner)
    report(road, invested="5")
    feed()
    step(revised, Action.REVOKE, planner, reason="重复计算")
    undone = Submission.everything.get(pk=revised.pk)
    assert undone.replaced_by == Submission.objects.get(value_text="5", stage="submitted")


def test_a_figure_of_another_hand_on_that_day_refuses_the_sum(road, money, department):
    planner = make_planner()
    report(road)
    feed()
    approve_what_is_sent(planner)
    report(road, invested="4")
    feed()
    revised = {"vintage": "revised", "published_on": NOW.date()}
    make_observation(money.series, year=2022, text="7", **revised)
    with pytest.raises(RefusedError, match="同一版本、同一公布日期"):
        approve_what_is_sent(planner)
    assert sorted(in_force()) == ["3.2", "7"]


def test_what_a_planner_returned_is_sent_again_only_with_another_sum(road, money):
    planner = make_planner()
    report(road)
    feed()
    sent = step(Submission.objects.get(), Action.RETURN, planner, reason="漏了一个项目")
    report(road)
    assert feed() == 0
    report(road, invested="6")
    assert feed() == 1
    sent.refresh_from_db()
    assert (sent.value_text, sent.stage, sent.reason) == ("6", "submitted", "")


def test_a_departments_own_figure_is_never_touched(road, money, department):
    clerk = make_clerk(department)
    place = Place(indicator=money, year=2022, vintage="preliminary")
    own = save_draft(place, Entry(value_text="7", **EXPLAINED), user=clerk, now=NOW, seen=None)
    before = Submission.objects.values().get()
    report(road)
    assert feed() == 0
    assert Submission.objects.values().get() == before
    step(own, Action.SUBMIT, clerk)
    step(own, Action.APPROVE, make_planner())
    report(road, invested="3")
    feed()
    own.refresh_from_db()
    assert (own.value_text, own.stage) == ("7", "approved")
    assert Submission.objects.exclude(pk=own.pk).get().value_text == "3"
    cell = sum_rows(money.plan, viewpoint=TODAY)[0].cell(2022)
    assert (cell.summed, cell.figure, cell.difference_text) == (3, 7, "+4")
    assert not cell.is_former_sum


def test_an_older_sum_in_force_is_told_as_that_and_the_new_one_as_waiting(road, money):
    planner = make_planner()
    report(road, invested="31.5")
    feed()
    approve_what_is_sent(planner)
    report(road, invested="30.5")
    feed()
    cell = sum_rows(money.plan, viewpoint=TODAY)[0].cell(2022)
    assert (cell.summed_text, cell.figure_text, cell.difference_text) == ("30.5", "31.5", "+1")
    assert (cell.is_former_sum, cell.is_under_way) == (True, True)
    approve_what_is_sent(planner)
    cell = sum_rows(money.plan, viewpoint=TODAY)[0].cell(2022)
    assert (cell.is_former_sum, cell.is_under_way, cell.differs) == (False, False, False)


def test_looking_back_tells_nothing_of_what_waits_now(road, money):
    report(road)
    feed()
    rollups.mark_roll_ups(road.plan, now=NOW)
    (now,) = sum_rows(money.plan, viewpoint=TODAY)
    assert (now.cell(2022).is_under_way, now.is_stale) == (True, True)
    earlier = Viewpoint(today=TODAY.today, known_on=date(2023, 4, 1))
    (then,) = sum_rows(money.plan, viewpoint=earlier)
    assert then.cell(2022).summed_text == "3.2"
    assert (then.cell(2022).is_under_way, then.is_stale) == (False, False)


def test_what_a_department_made_its_own_is_left_to_it(road, money, department):
    clerk = make_clerk(department)
    report(road)
    feed()
    sent = step(Submission.objects.get(), Action.TAKE_BACK, clerk)
    place = Place(indicator=money, year=2022, vintage="preliminary")
    save_draft(place, Entry(value_text="9"), user=clerk, now=NOW, seen=Seen.of(sent))
    report(road, invested="5")
    assert feed() == 0
    assert Submission.objects.get().value_text == "9"


def test_a_sum_that_is_in_force_already_is_not_sent(road, money):
    make_observation(money.series, year=2022, text="3.2")
    report(road)
    assert feed() == 0
    assert not sum_rows(money.plan, viewpoint=TODAY)[0].differs


def test_an_indicator_nobody_answers_for_stops_no_other(road, count, plan):
    sum_of(plan, None, "investment", "亿元", "100")
    report(road)
    assert feed() == 1
    assert Submission.objects.get().indicator == count


def test_a_lost_message_loses_nothing(road, money):
    """Nobody sent a task: the mark alone makes the sweep find it."""
    report(road)
    assert feed_roll_ups(settled=True) == 1
    assert Submission.objects.get().value_text == "3.2"


def test_a_sum_removed_meanwhile_is_no_error(money):
    gone = RollUp.objects.get().pk
    RollUp.objects.all().delete()
    assert rollups.feed_roll_up(gone, now=NOW) == 0


def test_rows_for_pages(road, money, count):
    report(road, 2021, invested="100")
    report(road)
    feed()
    by_money, by_count = sum_rows(money.plan, viewpoint=TODAY, year=2022)
    assert (by_money.total_text, by_money.due, by_money.due_share) == (
        "103.2",
        1320,
        Decimal("0.4"),
    )
    assert [each.summed for each in by_count.years] == [1, 0]
    assert by_money.cell(2022).is_under_way
    assert by_money.cell(2024) is None
    assert (by_count.measure_label, by_count.fields_text) == ("项目数", "城市")


def test_rows_as_known_on_a_day(road, money):
    report(road)
    earlier = Viewpoint(today=TODAY.today, known_on=date(2023, 3, 1))
    assert sum_rows(money.plan, viewpoint=earlier)[0].total is None
    assert sum_rows(money.plan, viewpoint=TODAY)[0].total == Decimal("3.2")


def test_rows_cost_the_same_with_one_project_and_with_many(road, money, count, plan, department):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            sum_rows(plan, viewpoint=TODAY)
        return len(captured)

    report(road)
    few = queries()
    for _ in range(20):
        sum_of(plan, department, "count", "个", "10")
        report(make_project(road.section, field="city", department=department))
    assert queries() == few <= 6
