"""What planners decided of projects on the page stands, whatever file is loaded after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from indicators.viewpoints import Viewpoint
from projects.due_steps import DueStep
from projects.milestones import milestones_of
from projects.models import Project
from projects.selectors.browse.detail import project_detail
from projects.services.milestones import set_milestones
from projects.services.structure import Part, split_project
from shaoxing_plan.plan_files.exporting.export import exported
from shaoxing_plan.plan_files.loading.load import LoadReport, load
from shaoxing_plan.plan_files.loading.telling import told
from tests.factories import NOW
from tests.people import make_planner
from tests.plan_folders import small_tree, with_cell, with_file, with_row
from tests.projects.reports import claim, report

pytestmark = pytest.mark.django_db
STEPS = "test-14/project_milestones.csv"
SET_AT = datetime(2023, 7, 1, 4, tzinfo=UTC)
LATER = datetime(2024, 6, 1, 4, tzinfo=UTC)


@pytest.fixture
def metro() -> Project:
    load(small_tree(), now=NOW)
    return Project.objects.get(code="t14-metro")


@pytest.fixture
def planner() -> User:
    return make_planner()


def put(project: Project, *steps: DueStep, user: User) -> None:
    seen = milestones_of(project).seen
    set_milestones(project, steps, seen=seen, reason="年度计划", user=user, now=SET_AT)


def renamed(project: Project) -> list[DueStep]:
    tunnel, trial = milestones_of(project).steps
    return [replace(tunnel, title="隧道贯通"), trial]


def other_share(project: Project) -> list[DueStep]:
    tunnel, trial = milestones_of(project).steps
    return [replace(tunnel, due_share=Decimal("0.3")), trial]


def removed(project: Project) -> list[DueStep]:
    return [milestones_of(project).steps[1]]


def nothing(project: Project) -> list[DueStep]:
    return []


def words(done: LoadReport) -> str:
    return "\n".join(told(done, dry_run=False))


def seen_on(project: Project, day: date | None) -> list[tuple[str, Decimal]]:
    seen = Viewpoint(today=LATER.date(), known_on=day)
    row = project_detail(project, year=2024, viewpoint=seen).row
    return [(each.title, each.due_share) for each in row.milestones]


@pytest.mark.parametrize("change", [renamed, other_share, removed, nothing])
class TestWhatAPlannerSet:
    def test_stands_though_the_same_file_is_loaded(self, metro, planner, change) -> None:
        original = seen_on(metro, None)
        put(metro, *change(metro), user=planner)
        before, now = list(metro.milestones.order_by("pk").values()), seen_on(metro, None)
        done = load(small_tree(), now=LATER)
        assert list(metro.milestones.order_by("pk").values()) == before
        assert done.count == 0
        assert "“轨道交通1号线（t14-metro）”的节点在页面上设定过，保留不动；第2" in words(done)
        assert "与库中一致" not in words(done)
        assert seen_on(metro, date(2023, 6, 30)) == original
        assert seen_on(metro, SET_AT.date()) == seen_on(metro, None) == now

    def test_goes_to_files_and_back_byte_for_byte(self, metro, planner, change) -> None:
        put(metro, *change(metro), user=planner)
        tree = exported(["test-14"])
        done = load(tree, now=LATER)
        assert (done.count, done.notes) == (0, ())
        assert exported(["test-14"]) == tree


def test_a_new_milestone_of_the_page_keeps_its_place_among_those_of_others(metro, planner) -> None:
    hospital = "t14-hospital"
    tree = with_row(small_tree(), STEPS, copied=2, project=hospital, title="开工", due_share="0.1")
    load(tree, now=NOW)
    new = DueStep(key=None, title="铺轨", due_on=date(2023, 6, 30), due_share=Decimal("0.7"))
    put(metro, *milestones_of(metro).steps, new, user=planner)
    first = exported(["test-14"])
    load(first, now=LATER)
    assert exported(["test-14"]) == first


def test_files_still_set_the_milestones_of_other_projects(metro, planner) -> None:
    put(metro, *renamed(metro), user=planner)
    tree = with_row(small_tree(), STEPS, copied=2, project="t14-hospital", title="开工")
    assert load(tree, now=LATER).count == 1
    hospital = Project.objects.get(code="t14-hospital")
    assert [each.title for each in hospital.milestones.all()] == ["开工"]
    assert load(small_tree(), now=LATER).count == 1
    assert not hospital.milestones.exists()


def test_a_file_of_before_is_taken_though_what_the_page_set_was_reached(metro, planner) -> None:
    put(metro, *other_share(metro), user=planner)
    tunnel = metro.milestones.get(title="洞通")
    claim(report(metro, 2022), tunnel, reached_on=tunnel.due_on)
    load(small_tree(), now=LATER)
    assert metro.milestones.get(title="洞通").due_share == Decimal("0.3")


def test_a_project_without_its_file_s_milestones_is_told_when_the_file_is_empty(
    metro, planner
) -> None:
    put(metro, *renamed(metro), user=planner)
    empty = with_file(small_tree(), STEPS, "project,title,due_on,due_share\n")
    done = load(empty, now=LATER)
    assert metro.milestones.count() == 2
    assert "文件里没有的节点没有删除" in words(done)


class TestAnOlderFile:
    def test_does_not_remove_the_parts_of_a_project_split_since(self, metro, planner) -> None:
        parts = [Part(code="t14-north", name="北段"), Part(code="t14-south", name="南段")]
        split_project(metro, parts=parts, reason="分段核准", user=planner, now=SET_AT)
        load(exported(["test-14"]), now=LATER)
        north = "t14-north"
        tree = with_row(exported(["test-14"]), STEPS, copied=2, project=north, title="开工")
        load(tree, now=LATER)
        done = load(small_tree(), now=LATER)
        whole = Project.objects.get(code="t14-metro")
        assert {each.code for each in whole.split_into.all()} == {"t14-north", "t14-south"}
        assert whole.retired_on == SET_AT.date()
        assert Project.objects.get(code=north).milestones.count() == 1
        assert done.count == 0
        assert "test-14/projects.csv：库中另有2条不是从文件载入的，保留不动" in words(done)
        assert exported(["test-14"]) == tree

    def test_nor_the_parts_of_a_part(self, metro, planner) -> None:
        parts = [Part(code="t14-north", name="北段"), Part(code="t14-south", name="南段")]
        north, _ = split_project(metro, parts=parts, reason="分段", user=planner, now=SET_AT)
        parts = [Part(code="t14-n1", name="北一段"), Part(code="t14-n2", name="北二段")]
        split_project(north, parts=parts, reason="再分", user=planner, now=SET_AT)
        load(exported(["test-14"]), now=LATER)
        load(small_tree(), now=LATER)
        assert Project.objects.filter(code__in=["t14-south", "t14-n1", "t14-n2"]).count() == 3

    def test_but_a_line_of_its_own_may_say_what_is_no_part(self, metro, planner) -> None:
        parts = [Part(code=f"t14-{each}", name=each) for each in ("north", "south", "west")]
        split_project(metro, parts=parts, reason="分段", user=planner, now=SET_AT)
        tree = exported(["test-14"])
        load(tree, now=LATER)
        tree = with_cell(
            *(tree, "test-14/project_changes.csv"), row=2, split_into="t14-north;t14-south"
        )
        lines = tree["test-14/projects.csv"].decode().splitlines(keepends=True)
        kept = "".join(each for each in lines if not each.startswith("t14-west"))
        load(with_file(tree, "test-14/projects.csv", kept), now=LATER)
        assert not Project.objects.filter(code="t14-west").exists()
