"""What was known of projects on a day of the past: by the same days as figures."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from indicators.models import Observation
from indicators.services import withdraw_observation
from indicators.viewpoints import Viewpoint
from indicators.workflow import Action
from projects.due_steps import DueStep
from projects.milestones import milestones_of
from projects.models import FormerReport, ProjectReport
from projects.selectors.progress_texts import progress_texts
from projects.selectors.standing import project_rows
from projects.services.milestones import set_milestones
from projects.services.reporting import take_report_step
from projects.services.structure import Part, split_project
from projects.summing import members
from projects.sums import yearly_sums
from tests.factories import (
    make_department,
    make_indicator,
    make_observation,
    make_plan,
    make_project,
    make_section,
)
from tests.people import make_planner
from tests.projects.reports import claim, milestone, report

pytestmark = pytest.mark.django_db
TODAY = date(2024, 9, 1)
BEFORE, FIRST, LAST, AFTER = (date(2024, *day) for day in [(4, 1), (4, 2), (4, 30), (5, 1)])
AGAIN = date(2024, 6, 1)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


@pytest.fixture
def road():
    """Return a project whose report stood from FIRST to LAST, and again, corrected, from AGAIN."""
    project = make_project(make_section(make_plan()), field="city", department=make_department())
    told = report(
        *(project, 2023),
        share="0.6",
        invested="7.5",
        progress_text="封顶",
        decided_at=noon(FIRST),
    )
    take_report_step(
        *(told.pk, Action.REVOKE),
        user=make_planner(),
        now=noon(AFTER),
        version=told.version,
        reason="填错",
    )
    ProjectReport.objects.update(stage="approved", invested=Decimal(5), decided_at=noon(AGAIN))
    return project


SEEN = [(BEFORE, None), (FIRST, "7.5"), (LAST, "7.5"), (AFTER, None), (AGAIN, "5"), (None, "5")]


@pytest.mark.parametrize(("day", "invested"), SEEN, ids=str)
class TestARevokedReport:
    def test_stands_as_long_as_it_did(self, road, day, invested):
        wanted = None if invested is None else Decimal(invested)
        seen = Viewpoint(today=TODAY, known_on=day)
        (row,) = project_rows(road.plan, year=2023, viewpoint=seen)
        assert row.invested == wanted
        assert (row.now.report is None) == (wanted is None)
        sums = yearly_sums(members(road.plan, known_on=day), fields=["city"], years=[2023])
        assert (sums[2023].invested, sums[2023].reported) == (wanted, int(wanted is not None))
        texts = progress_texts(road.plan, year=2023, viewpoint=seen).get(road.pk, ())
        assert (f"2023年完成投资{invested}亿元" in "".join(texts)) == (wanted is not None)

    def test_is_in_the_projects_history(self, client, road, day, invested):
        query = {"year": "2023", "known_on": day.isoformat()} if day else {"year": "2023"}
        page = client.get(road.get_absolute_url(), query)
        (told,) = page.context["detail"].history or (None,)
        assert (told and told.report.invested) == (invested and Decimal(invested))

    def test_is_seen_on_the_same_days_as_a_figure(self, road, day, invested):
        indicator = make_indicator(road.plan)
        facts = {"year": 2023, "region": road.plan.region}
        first = make_observation(indicator.series, text="7.5", published_on=FIRST, **facts)
        Observation.objects.update(recorded_at=noon(FIRST))
        first.refresh_from_db()
        withdraw_observation(first, now=noon(AFTER))
        make_observation(indicator.series, text="5", published_on=AGAIN, **facts)
        book = Viewpoint(today=TODAY, known_on=day).book(
            Observation.objects.select_related("definition")
        )
        chosen = book.read(indicator.series_id, definition=None, known_on=None).chosen
        assert [each.value for each in chosen.values()] == ([Decimal(invested)] if invested else [])


class TestMilestones:
    """70 % was due in the middle of 2023, from FIRST on all of it, from AFTER on nothing is set."""

    @pytest.fixture
    def road(self):
        road = make_project(make_section(make_plan()), department=make_department())
        report(road, 2023, share="0.6", decided_at=noon(date(2024, 1, 10)))
        milestone(road, "洞通", due_on=date(2023, 6, 30), due_share="0.7")
        self.set_by_planner(road, [("通车", date(2023, 6, 30), "1")], at=FIRST)
        self.set_by_planner(road, [], at=AFTER)
        return road

    @staticmethod
    def set_by_planner(road, wanted, *, at):
        """Change the milestones there are, in their order, and remove the others."""
        known = [each.key for each in milestones_of(road).steps]
        steps = [
            DueStep(key=key, title=title, due_on=day, due_share=Decimal(share))
            for key, (title, day, share) in zip(known, wanted, strict=False)
        ]
        set_milestones(
            road,
            steps,
            seen=milestones_of(road).seen,
            reason="来文",
            user=User.objects.filter(username="planner").first() or make_planner(),
            now=noon(at),
        )

    @pytest.mark.parametrize(
        ("day", "steps", "light"),
        [
            (BEFORE, [("洞通", "0.7000")], "yellow"),
            (FIRST, [("通车", "1.0000")], "red"),
            (LAST, [("通车", "1.0000")], "red"),
            (AFTER, [], "green"),
            (None, [], "green"),
        ],
    )
    def test_are_those_of_the_day(self, road, day, steps, light):
        seen = Viewpoint(today=TODAY, known_on=day)
        (row,) = project_rows(road.plan, year=2023, viewpoint=seen)
        assert [(each.title, str(each.due_share)) for each in row.milestones] == steps
        assert row.light == light

    def test_one_added_was_not_there_before(self):
        road = make_project(make_section(make_plan()), department=make_department())
        set_milestones(
            road,
            [DueStep(key=None, title="开工", due_on=date(2023, 6, 30), due_share=Decimal("0.1"))],
            seen=milestones_of(road).seen,
            reason="来文",
            user=make_planner(),
            now=noon(FIRST),
        )
        shown = {
            day: len(
                project_rows(road.plan, year=2023, viewpoint=Viewpoint(today=TODAY, known_on=day))[
                    0
                ].milestones
            )
            for day in (BEFORE, FIRST, None)
        }
        assert shown == {BEFORE: 0, FIRST: 1, None: 1}


@pytest.mark.parametrize(("day", "is_reached"), [(BEFORE, 0), (LAST, 1), (AFTER, 0), (None, 0)])
def test_a_milestone_a_revoked_report_claimed_was_reached_as_long_as_it_stood(day, is_reached):
    road = make_project(make_section(make_plan()), department=make_department())
    told = report(road, 2023, share="0.6", decided_at=noon(FIRST))
    tunnel = milestone(road, "洞通", due_on=date(2023, 12, 31), due_share="0.5")
    claim(told, tunnel, reached_on=date(2023, 9, 30))
    steps = {"user": make_planner(), "version": told.version, "reason": "填错"}
    take_report_step(told.pk, Action.REVOKE, now=noon(AFTER), **steps)
    seen = Viewpoint(today=TODAY, known_on=day)
    (row,) = project_rows(road.plan, year=2023, viewpoint=seen)
    assert [each.reached_on for each in row.milestones] == [
        date(2023, 9, 30) if is_reached else None
    ]


def test_what_was_revoked_is_kept_as_it_was(road):
    kept = FormerReport.objects.get()
    assert (kept.project, kept.period.key, kept.invested) == (road, "2023", Decimal("7.5"))
    assert (kept.progress_text, kept.decided_at, kept.revoked_at) == (
        *("封顶", noon(FIRST)),
        noon(AFTER),
    )


@pytest.mark.parametrize(
    ("day", "names", "count"),
    [(LAST, ["全线"], 1), (AFTER, ["北段", "南段"], 2), (None, ["北段", "南段"], 2)],
)
def test_parts_are_there_from_the_day_of_the_split(client, day, names, count):
    whole = make_project(make_section(make_plan()), name="全线", field="city")
    report(whole, 2022, invested="5", decided_at=noon(FIRST))
    parts = [Part(code="north", name="北段"), Part(code="south", name="南段")]
    split_project(whole, parts=parts, reason="分段核准", user=make_planner(), now=noon(AFTER))
    seen = Viewpoint(today=TODAY, known_on=day)
    for year, wanted in ((2022, ["全线"]), (2024, names), (None, names)):
        rows = project_rows(whole.plan, year=year, viewpoint=seen)
        assert [row.name for row in rows] == wanted
    sums = yearly_sums(members(whole.plan, known_on=day), fields=["city"], years=[2022])
    assert (sums[2022].expected, sums[2022].count) == (1, Decimal(count))
    query = {"known_on": day.isoformat()} if day else {}
    query["year"] = "latest"
    table = client.get(reverse("official_table", args=[whole.plan.slug]), query)
    lines = [
        line.title
        for group in table.context["asked"].table.groups
        for part in group.parts
        for line in part.lines
    ]
    assert lines == names
    is_told = "起停用：" in client.get(whole.get_absolute_url(), query).content.decode()
    assert is_told == (day != LAST)


def test_a_page_of_projects_says_what_of_them_is_of_today(client, road):
    address = reverse("project_list", args=[road.plan.slug])
    words = "起止时间、领域、承诺阶段和责任单位按现在的算"
    assert words in client.get(address, {"known_on": "2024-04-10"}).content.decode()
    assert words not in client.get(address).content.decode()
    matrix = reverse("plan_matrix", args=[road.plan.slug])
    assert words not in client.get(matrix, {"known_on": "2024-04-10"}).content.decode()
