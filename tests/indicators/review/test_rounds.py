"""Rounds and locks, and how departments are seen to report."""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.urls import reverse
from django.utils import timezone

from indicators.models import Extension, ReportingRound, Vintage
from indicators.selectors.duties import duties, was_on_time
from indicators.selectors.review.scoreboard import round_standing, scores
from indicators.services.entries import Entry, Place
from indicators.services.reporting import save_draft
from indicators.services.reviewing import add_comment
from indicators.services.rounds import extend
from indicators.views.review.forms import seen_days
from indicators.workflow import Action, RefusedError
from plans.models import RecordEntry
from tests.factories import make_department, make_indicator, make_observation, make_plan
from tests.indicators.review.conftest import IN_ROUND
from tests.people import make_clerk, make_planner, make_user
from tests.sizes import ROWS
from tests.steps import take_step

pytestmark = pytest.mark.django_db
LATE = datetime.fromisoformat("2023-04-20T10:00:00+08:00")


@pytest.fixture
def round_(plan):
    return ReportingRound.objects.get(plan=plan, year=2022)


def score_of(plan, round_, code, *, now=LATE):
    found = scores(plan, [round_], today=timezone.localdate(now), now=now)
    return next(each for each in found if each.department_code == code)


def test_every_round_of_every_plan_is_listed_with_what_came_in(desk, plan, indicator, send):
    send(indicator)
    response = desk.get("/review/rounds/")
    (listed, lines), *_ = response.context["plans"]
    assert listed == plan
    line = next(each for each in lines if each.round.year == 2022)
    assert (line.standing, line.due, line.reported, line.approved) == ("已锁定", 1, 1, 0)


def test_a_plan_without_rounds_gets_them_with_one_button(desk):
    bare = make_plan(slug="test-15", base_year=2025)
    assert "建立各年轮次" in desk.get("/review/rounds/").content.decode()
    desk.post(reverse("review_rounds_open", args=[bare.slug]))
    assert [each.year for each in bare.reporting_rounds.order_by("year")] == list(bare.years)


def test_days_are_moved_and_days_out_of_order_are_told(desk, round_):
    url = reverse("review_round_days", args=[round_.pk])
    days = {"opens_on": "2023-01-10", "due_on": "2023-02-10", "locks_on": "2023-03-10"}
    days["seen"] = seen_days(round_)
    wrong = desk.post(url, {**days, "due_on": "2023-05-01"})
    assert wrong.status_code == 422
    assert "日期须依次为" in wrong.content.decode()
    assert "2023-05-01" in wrong.content.decode()
    assert desk.post(url, days).status_code == 302
    round_.refresh_from_db()
    assert (round_.due_on, round_.locks_on) == (date(2023, 2, 10), date(2023, 3, 10))
    assert RecordEntry.objects.filter(action="set_days").count() == 1


def test_days_changed_since_they_were_seen_are_not_overwritten(desk, round_):
    url = reverse("review_round_days", args=[round_.pk])
    page = desk.get(reverse("review_round", args=[round_.pk])).content.decode()
    seen = seen_days(round_)
    assert f'name="seen" value="{seen}"' in page
    first = {"opens_on": "2023-01-10", "due_on": "2023-02-10", "locks_on": "2023-03-10"}
    assert desk.post(url, {**first, "seen": seen}).status_code == 302
    second = {**first, "due_on": "2023-02-20"}
    stale = desk.post(url, {**second, "seen": seen})
    assert stale.status_code == 422
    told = stale.content.decode()
    assert "现在是2023-01-10开放、2023-02-10截止、2023-03-10起锁定" in told
    assert 'value="2023-02-20"' in told
    round_.refresh_from_db()
    assert round_.due_on == date(2023, 2, 10)
    for nonsense in ("", "2023-01-10", "a/b/c"):
        assert desk.post(url, {**second, "seen": nonsense}).status_code == 422
    assert f'name="seen" value="{seen_days(round_)}"' in told
    assert desk.post(url, {**second, "seen": seen_days(round_)}).status_code == 302
    round_.refresh_from_db()
    assert round_.due_on == date(2023, 2, 20)


def test_an_extension_pressed_twice_is_one_and_another_takes_its_place(desk, round_, department):
    url = reverse("review_extend", args=[round_.pk])
    first, second = (timezone.localtime(timezone.now() + timedelta(days=each)) for each in (2, 4))
    form = {
        "department": department.pk,
        "until": first.strftime("%Y-%m-%dT%H:%M"),
        "reason": "交接",
    }
    for _ in range(3):
        assert desk.post(url, form).status_code == 302
    assert "没有重复登记" in desk.get(reverse("review_rounds")).content.decode()
    assert Extension.objects.count() == 1
    assert RecordEntry.objects.filter(action="extend").count() == 1
    desk.post(url, {**form, "until": second.strftime("%Y-%m-%dT%H:%M")})
    (in_force,) = Extension.objects.filter(ended_at=None)
    assert timezone.localtime(in_force.until).day == second.day
    line = RecordEntry.objects.filter(action="extend").latest("pk")
    assert line.details["取代原延至"] == [first.strftime("%Y-%m-%d %H:%M")]
    assert [each.partition(" ")[2][6:] for each in endings_of(desk, round_)] == [
        "",
        f"由延至 {second:%Y-%m-%d %H:%M} 的延期替换",
    ]
    desk.post(reverse("review_extension_end", args=[in_force.pk]))
    assert [each[-4:] for each in endings_of(desk, round_)] == ["提前结束", "延期替换"]


def endings_of(desk, round_):
    """Return how the page of a round says its extensions came to an end."""
    page = desk.get(reverse("review_round", args=[round_.pk]))
    lines = page.context["extensions"]
    assert all(f"，{each.ending}" in page.content.decode() for each in lines if each.ending)
    return [each.ending for each in lines]


def test_ending_an_extension_ends_all_of_the_department(desk, round_, department, planner):
    now = timezone.now()
    made = [
        Extension.objects.create(
            round=round_,
            department=department,
            until=now + timedelta(days=2),
            reason="交接",
            author=planner,
            created_at=now,
        )
        for _ in range(3)
    ]
    for _ in range(2):
        desk.post(reverse("review_extension_end", args=[made[0].pk]))
    assert not Extension.objects.filter(ended_at=None).exists()
    assert RecordEntry.objects.filter(action="end_extension").count() == 1


def test_a_page_left_open_ends_no_extension_that_took_the_place_of_its_own(
    desk, round_, department
):
    url = reverse("review_extend", args=[round_.pk])
    for days in (2, 4):
        until = timezone.localtime(timezone.now() + timedelta(days=days))
        said = {"until": until.strftime("%Y-%m-%dT%H:%M"), "reason": "交接"}
        desk.post(url, {"department": department.pk, **said})
    former, present = Extension.objects.order_by("pk")
    page = desk.post(reverse("review_extension_end", args=[former.pk]), follow=True)
    assert "早已结束" in page.content.decode()
    present.refresh_from_db()
    assert present.ended_at is None


def test_the_form_of_days_without_what_was_seen_says_so(desk, round_):
    url = reverse("review_round_days", args=[round_.pk])
    days = {"opens_on": "2023-01-10", "due_on": "2023-02-10", "locks_on": "2023-03-10"}
    answer = desk.post(url, days)
    assert answer.status_code == 422
    assert "没有收到修改前的日期" in answer.content.decode()


def test_a_lock_is_lifted_with_a_reason_and_put_back(desk, round_, department, planner):
    url = reverse("review_extend", args=[round_.pk])
    until = timezone.localtime(timezone.now() + timedelta(days=2))
    form = {"department": department.pk, "until": until.strftime("%Y-%m-%dT%H:%M")}
    assert desk.post(url, {**form, "reason": ""}).status_code == 422
    past = desk.post(url, {**form, "until": "2020-01-01T00:00", "reason": "太晚"})
    assert past.status_code == 422
    assert "须在现在之后" in past.content.decode()
    assert desk.post(url, {**form, "reason": "人员交接"}).status_code == 302
    made = Extension.objects.get()
    assert (made.department, made.author, made.reason) == (department, planner, "人员交接")
    html = desk.get(reverse("review_round", args=[round_.pk])).content.decode()
    assert "人员交接" in html
    end = reverse("review_extension_end", args=[made.pk])
    desk.post(end)
    made.refresh_from_db()
    ended_at = made.ended_at
    assert ended_at is not None
    assert "早已结束" in desk.post(end, follow=True).content.decode()
    made.refresh_from_db()
    assert made.ended_at == ended_at


def test_who_has_not_reported_is_named_with_what_is_missing(
    desk, plan, round_, indicator, department, send
):
    make_indicator(plan, name="没有报的指标", department=department)
    other = make_department(code="jyj", name="市教育局")
    make_indicator(plan, name="教育局的指标", department=other)
    send(indicator)
    response = desk.get(reverse("review_round", args=[round_.pk]))
    by_name = {each.department_name: each for each in response.context["scores"]}
    assert [each.indicator.name for each in by_name["市统计局"].missing] == ["没有报的指标"]
    assert (by_name["市教育局"].due, by_name["市教育局"].reported) == (1, 0)
    assert by_name["市教育局"].overdue == 1
    assert "教育局的指标" in response.content.decode()


def test_on_time_is_the_first_submission_and_an_extension_counts(
    plan, round_, department, indicator, clerk, planner, send
):
    submission = send(indicator)
    assert score_of(plan, round_, "tjj").on_time == 1
    returned = take_step(
        submission.pk,
        Action.RETURN,
        user=planner,
        now=IN_ROUND,
        version=submission.version,
        reason="单位",
    )
    score = score_of(plan, round_, "tjj")
    assert (score.reported, score.on_time, score.returned, score.times_returned) == (0, 0, 1, 1)
    take_step(submission.pk, Action.SUBMIT, user=clerk, now=LATE, version=returned.version)
    score = score_of(plan, round_, "tjj")
    assert (score.reported, score.on_time, score.on_time_text) == (1, 1, "100%")

    late = make_indicator(plan, department=department)
    _send_at(late, clerk, LATE)
    assert score_of(plan, round_, "tjj").on_time == 1
    extend(
        round_,
        department=department,
        until=LATE + timedelta(days=3),
        reason="延",
        user=planner,
        now=LATE - timedelta(days=1),
    )
    assert score_of(plan, round_, "tjj").on_time == 2


def test_before_the_due_day_what_is_still_owed_is_not_late(plan, round_, indicator, send):
    make_indicator(plan, department=indicator.department)
    assert score_of(plan, round_, "tjj", now=IN_ROUND).on_time_share is None
    send(indicator)
    assert score_of(plan, round_, "tjj", now=IN_ROUND).on_time_text == "100%"
    assert score_of(plan, round_, "tjj", now=LATE).on_time_text == "50%"


def test_a_published_figure_nobody_submitted_is_not_owed(plan, round_, indicator):
    make_observation(indicator.series, year=2022, text="36")
    score = score_of(plan, round_, "tjj")
    assert (score.due, score.owed, score.covered, score.on_time_share) == (0, 0, 1, None)


def test_the_data_department_is_asked_not_the_responsible_one(plan, round_, department):
    other = make_department(code="jyj", name="市教育局")
    make_indicator(plan, department=other, data_department=department)
    make_indicator(plan)
    found = scores(plan, [round_], today=date(2023, 2, 1), now=IN_ROUND)
    assert [(each.department_name, each.due) for each in found] == [
        ("市统计局", 1),
        ("未指定部门", 1),
    ]


def test_the_scoreboard_is_a_file_too(desk, plan, indicator, send):
    send(indicator)
    address = {"plan": plan.slug, "year": "2022"}
    response = desk.get(reverse("review_departments"), address)
    assert [each.department_name for each in response.context["scores"]] == ["市统计局"]
    file = desk.get(reverse("review_departments_csv"), address)
    text = file.content.decode()
    assert text.startswith("\ufeff")
    assert "attachment" in file["Content-Disposition"]
    (row,) = csv.DictReader(StringIO(text.removeprefix("\ufeff")))
    assert (row["部门"], row["应报"], row["已报"], row["按时率（%）"]) == (
        "市统计局",
        "1",
        "1",
        "100",
    )


def test_all_years_together_and_nonsense_in_the_address(desk, plan, indicator, send):
    send(indicator)
    together = desk.get(reverse("review_departments"), {"year": "all"})
    (score,) = together.context["scores"]
    assert (score.due, score.covered) == (4, 1)
    odd = desk.get(reverse("review_departments"), {"year": "x", "plan": "y"})
    assert odd.status_code == 200


def test_without_any_plan_the_pages_still_answer(desk):
    assert desk.get(reverse("review_departments")).status_code == 200
    assert desk.get(reverse("review_departments_csv")).status_code == 200
    assert desk.get(reverse("review_rounds")).status_code == 200


@pytest.mark.parametrize("name", ["review_departments", "review_rounds"])
def test_more_departments_ask_no_more_of_the_database(
    desk, plan, name, django_assert_max_num_queries
):
    seen = []
    for wanted in (1, ROWS):
        for number in range(wanted):
            code = f"d{wanted}-{number}"
            owner = make_department(code=code, name=f"市{code}局")
            made = make_indicator(plan, department=owner)
            _send_at(made, make_clerk(owner), IN_ROUND)
        with django_assert_max_num_queries(60) as captured:
            desk.get(reverse(name), {"year": "2022"})
        seen.append(len(captured))
    assert seen[0] == seen[1]


def _send_at(indicator, clerk, at):
    place = Place(indicator=indicator, year=2022, vintage=Vintage.PRELIMINARY)
    draft = save_draft(place, Entry(value_text="20"), user=clerk, now=at, seen=None)
    return take_step(draft.pk, Action.SUBMIT, user=clerk, now=at, version=draft.version)


def test_only_planners_move_locks(client, round_):
    client.force_login(make_planner())
    assert client.get(reverse("review_round", args=[round_.pk])).status_code == 200


@pytest.mark.parametrize(
    ("day", "standing"),
    [
        ("2023-01-04", "未开放"),
        ("2023-01-05", "填报中"),
        ("2023-03-31", "填报中"),
        ("2023-04-01", "已过截止日"),
        ("2023-12-31", "已锁定"),
    ],
)
def test_where_a_round_stands(round_, day, standing):
    assert round_standing(round_, today=date.fromisoformat(day)) == standing


def test_a_figure_that_was_never_sent_is_not_on_time(round_, plan, indicator):
    (duty,) = duties(plan, [2022])
    assert duty.standing_label == "未填"
    assert not was_on_time(duty, round_)


def test_nobody_without_a_part_comments(indicator, send):
    submission = send(indicator)
    with pytest.raises(RefusedError, match="权限"):
        add_comment(submission, text="好", user=make_user("reader"), now=LATE)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-30"])
def test_a_day_far_from_the_plan_is_told_on_the_page(desk, plan, department, day):
    round_ = plan.reporting_rounds.get(year=2022)
    days = {"opens_on": "2023-01-10", "due_on": "2023-02-10", "locks_on": "2023-03-10"}
    days["seen"] = seen_days(round_)
    name = "opens_on" if day < "2000" else "locks_on"
    refused = desk.post(f"/review/rounds/{round_.pk}/days/", {**days, name: day})
    assert refused.status_code == 422
    assert "2016年至2030年" in refused.content.decode()
    form = {"department": department.pk, "until": "9999-12-30T00:00", "reason": "机构改革"}
    refused = desk.post(f"/review/rounds/{round_.pk}/extend/", form)
    assert refused.status_code == 422
    assert "2016年至2030年" in refused.content.decode()


def test_departments_nothing_is_asked_of_stand_apart(desk, plan, round_, indicator, department):
    make_department(code="none", name="市无事局")
    quiet = make_department(code="done", name="市已报局")
    made = make_indicator(plan, name="已公布", department=quiet, actuals={round_.year: "3"})
    assert made.series.observations.exists()
    context = desk.get(f"/review/rounds/{round_.pk}/").context
    assert [each.department_name for each in context["scores"]] == [department.name]
    assert [each.department_name for each in context["unasked"]] == ["市已报局"]
