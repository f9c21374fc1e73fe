"""Projects merged, split and given up, in files and back: nothing of it is lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from indicators.workflow import Stage
from plans.models import Plan, RecordEntry
from projects.models import Project, ProjectMilestone, ProjectReport
from projects.services.structure import Part, merge_projects, split_project
from projects.summing import members
from projects.sums import YearSum, yearly_sums
from shaoxing_plan.plan_files.checking.checks import content_errors
from shaoxing_plan.plan_files.exporting.export import exported
from shaoxing_plan.plan_files.format.contents import FileTree, read_contents
from shaoxing_plan.plan_files.format.errors import PlanFilesError
from shaoxing_plan.plan_files.loading.load import load
from tests.factories import NOW
from tests.people import make_planner
from tests.plan_folders import small_tree, with_cell, with_file, with_row, without
from tests.projects.reports import claim, report

PROJECTS, CHANGES = "test-14/projects.csv", "test-14/project_changes.csv"
LATER = datetime(2024, 6, 1, 4, 0, tzinfo=UTC)


def changed_tree() -> dict[str, bytes]:
    """Return files with a project merged, one split and one given up."""
    tree = small_tree()
    for code in ("t14-old", "t14-road", "t14-idea", "t14-north", "t14-south"):
        tree = with_row(tree, PROJECTS, copied=3, code=code, name=code)
    return with_file(
        tree,
        CHANGES,
        """\
project,retired_on,reason,keeps_history,merged_into,split_into
t14-old,2023-07-01,重复登记,false,t14-hospital,
t14-road,2023-08-01,分段核准,true,,t14-north;t14-south
t14-idea,2024-01-01,不再实施,false,,
""",
    )


CELLS: dict[str, tuple[int, dict[str, str], str, str]] = {
    "of no project": (2, {"project": "t14-tram"}, "project", "t14-tram"),
    "twice": (4, {"project": "t14-old"}, "project", "第2行重复"),
    "without a reason": (2, {"reason": ""}, "reason", "不能为空"),
    "without a day": (2, {"retired_on": ""}, "retired_on", "不能为空"),
    "into no project": (2, {"merged_into": "t14-x"}, "merged_into", "t14-x"),
    "into itself": (2, {"merged_into": "t14-old"}, "merged_into", "绕成一圈"),
    "into a part of itself": (3, {"split_into": "t14-road"}, "split_into", "绕成一圈"),
    "merged and split": (3, {"merged_into": "t14-hospital"}, "merged_into", "只能填一项"),
    "with a reason that says nothing": (2, {"reason": "\u3164"}, "reason", "不是理由"),
    "into one part": (3, {"split_into": "t14-south"}, "split_into", "至少成为两个项目"),
    "in another order": (
        *(3, {"split_into": "t14-south;t14-north"}),
        *("split_into", "各部分按projects.csv里的顺序写：t14-north;t14-south"),
    ),
    "a part of two": (4, {"split_into": "t14-south"}, "split_into", "第3行"),
    "round": (
        *(4, {"project": "t14-hospital", "merged_into": "t14-old"}),
        *("merged_into", "绕成一圈"),
    ),
}


@pytest.mark.parametrize(("row", "cells", "column", "message"), CELLS.values(), ids=CELLS.keys())
def test_a_wrong_change_is_told_with_its_place(
    row: int, cells: dict[str, str], column: str, message: str
) -> None:
    tree = with_cell(changed_tree(), CHANGES, row=row, **cells)
    errors = content_errors(read_contents(tree))
    assert any(
        message in each.message
        for each in errors
        if (each.file, each.row, each.column) == (CHANGES, row, column)
    )


def test_of_two_rows_of_a_project_the_one_that_comes_round_is_blamed() -> None:
    lines = changed_tree()[CHANGES].decode().splitlines()
    twice = "t14-road,2023-08-01,分段核准,true,,t14-north;t14-road"
    lines[2:] = [
        twice.replace("t14-north;t14-road", "t14-road;t14-north"),
        twice.rpartition(",")[0] + ",",
    ]
    tree = with_file(changed_tree(), CHANGES, "\n".join([*lines, ""]))
    found = [each for each in content_errors(read_contents(tree)) if "绕成一圈" in each.message]
    assert [(each.row, each.column) for each in found] == [(3, "split_into")]


def test_right_changes_are_right() -> None:
    assert content_errors(read_contents(changed_tree())) == []


def facts() -> dict[str, dict[str, Any]]:
    """Return every project, told by codes."""
    names = (
        *("name", "field", "promised_stage", "quote", "start", "end", "total_investment"),
        *("retired_on", "retired_reason", "keeps_history", "merged_into__code"),
        *("split_from__code", "section__code", "item__position", "department__code"),
    )
    return {each.pop("code"): each for each in Project.objects.values("code", *names)}


def sums() -> dict[int, YearSum]:
    plan = Plan.objects.get()
    return yearly_sums(members(plan), fields=["transport", "health"], years=plan.years)


@pytest.mark.django_db
class TestInTheDatabase:
    def test_what_is_loaded_is_exported_byte_for_byte(self) -> None:
        load(changed_tree(), now=NOW)
        assert exported(["test-14"]) == changed_tree()
        assert load(changed_tree(), now=LATER).count == 0
        south = Project.objects.get(code="t14-south")
        assert south.split_from is not None
        assert (south.split_from.code, south.split_from.keeps_history) == ("t14-road", True)

    def test_what_was_changed_in_the_back_office_goes_to_another_database(self) -> None:
        before, sums_before = _merge_split_and_give_up()
        tree = exported(["test-14"])
        assert "重复登记" in tree[CHANGES].decode()
        assert load(tree, now=LATER).count == 0
        assert (facts(), sums()) == (before, sums_before)
        _empty()
        load(tree, now=LATER)
        assert facts() == before
        assert exported(["test-14"]) == tree

    def test_files_that_do_not_know_of_a_change_do_not_take_it_back(self) -> None:
        before, sums_before = _merge_split_and_give_up()
        tree = without(exported(["test-14"]), CHANGES)
        load(tree, now=LATER)
        assert (facts(), sums()) == (before, sums_before)

    def test_a_changed_line_is_told_and_followed(self) -> None:
        load(changed_tree(), now=NOW)
        tree = with_cell(
            changed_tree(), CHANGES, row=3, split_into="t14-idea;t14-south", reason="改线"
        )
        told = load(tree, now=LATER)
        parts = "t14-north;t14-south → t14-idea;t14-south"
        assert [str(each) for file in told.differences for each in file.changed] == [
            f"t14-road　reason：分段核准 → 改线；split_into：{parts}"
        ]
        freed = "“t14-north”不再是“t14-road”的部分，留着的就是独立的项目，各年都要填报"
        assert told.notes == (f"{CHANGES}：第3行：{freed}",)
        assert load(tree, now=LATER).count == 0
        assert Project.objects.get(code="t14-north").split_from is None

    def test_a_part_of_a_split_that_stays_is_not_made_a_part_of_another(self) -> None:
        load(changed_tree(), now=NOW)
        header, *_ = changed_tree()[CHANGES].decode().splitlines()
        line = "t14-hospital,2023-09-01,分期,true,,t14-metro;t14-south"
        before = facts()
        with pytest.raises(PlanFilesError) as refused:
            load(with_file(changed_tree(), CHANGES, f"{header}\n{line}\n"), now=LATER)
        (error,) = refused.value.errors
        assert (error.file, error.row, error.column) == (CHANGES, 2, "split_into")
        assert "“t14-south”已是“t14-road”的一部分，不能再作“t14-hospital”的" in error.message
        assert facts() == before
        road = "t14-road,2023-08-01,分段核准,true,,t14-idea;t14-north"
        load(with_file(changed_tree(), CHANGES, f"{header}\n{line}\n{road}\n"), now=LATER)
        south = Project.objects.select_related("split_from").get(code="t14-south")
        assert south.split_from == Project.objects.get(code="t14-hospital")

    def test_a_split_that_becomes_a_merger_tells_what_its_parts_become(self) -> None:
        load(changed_tree(), now=NOW)
        cells = {"split_into": "", "merged_into": "t14-hospital"}
        tree = with_cell(changed_tree(), CHANGES, row=3, **cells)
        freed = "“t14-north”、“t14-south”不再是“t14-road”的部分，留着的就是独立的项目，各年都要填报"
        assert load(tree, now=LATER, dry_run=True).notes == (f"{CHANGES}：第3行：{freed}",)

    def test_what_the_back_office_split_is_exported_alike_before_and_after_a_reload(self) -> None:
        load(small_tree(), now=NOW)
        given = {"reason": "分段核准", "user": make_planner(), "now": NOW}
        parts = [Part(code="t14-north", name="北段"), Part(code="t14-south", name="南段")]
        north, _ = split_project(Project.objects.get(code="t14-metro"), parts=parts, **given)
        parts = [Part(code="t14-n1", name="北一"), Part(code="t14-n2", name="北二")]
        split_project(north, parts=parts, **given)
        hospital = Project.objects.get(code="t14-hospital")
        merge_projects(
            hospital, into=Project.objects.get(code="t14-n1"), keeps_history=True, **given
        )
        first = exported(["test-14"])
        names = [line.split(",")[0] for line in first[CHANGES].decode().splitlines()[1:]]
        assert names == ["t14-metro", "t14-hospital", "t14-north"]
        load(first, now=LATER)
        assert exported(["test-14"]) == first

    def test_a_project_others_came_from_stays_in_the_files(self) -> None:
        load(changed_tree(), now=NOW)
        tree: FileTree = small_tree()
        for code in ("t14-north", "t14-south"):
            tree = with_row(tree, PROJECTS, copied=3, code=code, name=code)
        with pytest.raises(PlanFilesError, match="t14-road"):
            load(tree, now=LATER)


@pytest.mark.django_db
def test_a_file_does_not_rewrite_what_a_report_says_was_reached() -> None:
    load(small_tree(), now=NOW)
    tunnel = ProjectMilestone.objects.get(title="洞通")
    claim(report(tunnel.project, 2022), tunnel, reached_on=tunnel.due_on)
    tree = with_cell(small_tree(), "test-14/project_milestones.csv", row=2, due_share="0.1")
    with pytest.raises(PlanFilesError) as refused:
        load(tree, now=LATER)
    (error,) = refused.value.errors
    assert (error.row, error.column) == (2, "title")
    assert (
        "项目“轨道交通1号线”2022年的填报（已采用）里报了完成，请先撤销采用这份报告" in error.message
    )
    assert load(small_tree(), now=LATER).count == 0
    ProjectReport.objects.update(stage=Stage.SUBMITTED)
    with pytest.raises(PlanFilesError, match="2022年的填报（已提交）里报了完成，请先退回"):
        load(tree, now=LATER)


@pytest.mark.django_db
@pytest.mark.parametrize("title", ["洞通了", None], ids=["renamed", "left out"])
def test_a_file_names_the_reports_of_a_milestone_it_renames_or_leaves_out(title) -> None:
    load(small_tree(), now=NOW)
    tunnel = ProjectMilestone.objects.get(title="洞通")
    claim(report(tunnel.project, 2022), tunnel, reached_on=tunnel.due_on)
    going = report(tunnel.project, 2023, state=Stage.RETURNED, reason="查实")
    claim(going, tunnel, reached_on=tunnel.due_on)
    file = "test-14/project_milestones.csv"
    tree = with_cell(small_tree(), file, row=2, title=title or "别的")
    if title is None:
        lines = tree[file].decode().splitlines(keepends=True)
        tree = with_file(tree, file, "".join(each for each in lines if "别的" not in each))
    with pytest.raises(PlanFilesError) as refused:
        load(tree, now=LATER)
    (error,) = refused.value.errors
    assert (error.file, error.row) == (file, None)
    name = tunnel.project.name
    assert error.message.startswith("节点“洞通”已不在文件里（改名也算删除），但不能删除：")
    assert f"项目“{name}”2022年的填报（已采用）里报了完成，请先撤销采用" in error.message
    assert f"项目“{name}”2023年的填报（退回）里报了完成，这份填报已退回" in error.message
    assert ProjectMilestone.objects.filter(title="洞通").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("state", [Stage.DRAFT, Stage.SUBMITTED])
def test_a_file_does_not_retire_a_project_with_a_report_under_way(state: Stage) -> None:
    load(without(changed_tree(), CHANGES), now=NOW)
    going = report(Project.objects.get(code="t14-idea"), 2022, state=state)
    with pytest.raises(PlanFilesError) as refused:
        load(changed_tree(), now=LATER)
    (error,) = refused.value.errors
    assert (error.file, error.row, error.column) == (CHANGES, 4, "project")
    assert "还有没办完的填报" in error.message
    going.delete()
    assert load(changed_tree(), now=LATER).count > 0
    report(Project.objects.get(code="t14-idea"), 2022, state=state)
    assert load(changed_tree(), now=LATER).count == 0


@pytest.mark.django_db
def test_a_file_makes_no_part_of_what_was_reported_of_the_wholes_years() -> None:
    load(without(changed_tree(), CHANGES), now=NOW)
    north = Project.objects.get(code="t14-north")
    report(north, 2022)
    report(Project.objects.get(code="t14-south"), 2023)
    with pytest.raises(PlanFilesError) as refused:
        load(changed_tree(), now=LATER)
    (error,) = refused.value.errors
    assert (error.file, error.row, error.column) == (CHANGES, 3, "split_into")
    assert "“t14-north”2022年已有填报，而2023年以前由“t14-road”填报" in error.message
    load(with_cell(changed_tree(), CHANGES, row=3, keeps_history="false"), now=LATER)
    north.refresh_from_db()
    assert [north.is_asked_for(year) for year in (2022, 2023)] == [True, True]


OUT_OF_ORDER: dict[str, tuple[str, str, str]] = {
    "a part split before it was there": (
        *("t14-north,2023-05-01,再分,true,,t14-old;t14-idea", "retired_on"),
        "“t14-north”是2023-08-01由“t14-road”拆分出来的，不能在这之前（2023-05-01）停用",
    ),
    "into one that was retired": (
        *("t14-idea,2023-09-01,并入,true,t14-road,", "merged_into"),
        "“t14-road”已于2023-08-01停用，不能在2023-09-01再并入",
    ),
    "into a part not yet there": (
        *("t14-idea,2023-05-01,并入,true,t14-south,", "merged_into"),
        "“t14-south”到2023-08-01才拆分出来，不能在2023-05-01并入",
    ),
    "on a day to come": (
        *("t14-idea,2024-06-02,不再实施,false,,", "retired_on"),
        "“t14-idea”的停用日期不能晚于今天（2024-06-01）",
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("is_stored", [False, True], ids=["in one file", "on what is stored"])
@pytest.mark.parametrize(
    ("line", "column", "message"), OUT_OF_ORDER.values(), ids=OUT_OF_ORDER.keys()
)
def test_changes_in_an_order_the_pages_would_refuse_are_refused(
    line: str, column: str, message: str, *, is_stored: bool
) -> None:
    header, _, road, _ = changed_tree()[CHANGES].decode().splitlines()
    if is_stored:
        load(with_file(changed_tree(), CHANGES, f"{header}\n{road}\n"), now=LATER)
    lines = [header, line] if is_stored else [header, line, road]
    with pytest.raises(PlanFilesError) as refused:
        load(with_file(changed_tree(), CHANGES, "\n".join([*lines, ""])), now=LATER)
    (error,) = refused.value.errors
    assert (error.file, error.row, error.column) == (CHANGES, 2, column)
    assert message in error.message


ROUND: dict[str, tuple[str, str, str]] = {
    "split into each other": (
        *("t14-road,2023-07-01,r,false,,t14-north;t14-south",),
        *("t14-north,2023-07-01,r,false,,t14-road;t14-idea", "split_into"),
    ),
    "merged into each other": (
        *("t14-road,2023-07-01,r,true,t14-north,",),
        *("t14-north,2023-07-01,r,true,t14-road,", "merged_into"),
    ),
    "a part merged back into its whole": (
        *("t14-road,2023-07-01,r,true,,t14-north;t14-south",),
        *("t14-north,2023-07-01,r,true,t14-road,", "merged_into"),
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("stored", "line", "column"), ROUND.values(), ids=ROUND.keys())
def test_a_line_that_closes_a_circle_with_what_is_stored_is_refused(
    stored: str, line: str, column: str
) -> None:
    header = changed_tree()[CHANGES].decode().splitlines()[0]
    load(with_file(changed_tree(), CHANGES, f"{header}\n{stored}\n"), now=LATER)
    before = facts()
    with pytest.raises(PlanFilesError) as refused:
        load(with_file(changed_tree(), CHANGES, f"{header}\n{line}\n"), now=LATER)
    found = [each for each in refused.value.errors if "绕成一圈" in each.message]
    assert [(each.file, each.row, each.column) for each in found] == [(CHANGES, 2, column)]
    assert facts() == before
    with pytest.raises(PlanFilesError) as refused:
        load(with_file(changed_tree(), CHANGES, f"{header}\n{stored}\n{line}\n"), now=LATER)
    told = [each.row for each in refused.value.errors if "绕成一圈" in each.message]
    assert told == [2, 3]


@pytest.mark.django_db
def test_a_split_is_not_moved_behind_what_became_of_its_parts() -> None:
    load(changed_tree(), now=LATER)
    north = {"retired_on": "2023-09-01", "retired_reason": "不再实施"}
    Project.objects.filter(code="t14-north").update(**north)
    with pytest.raises(PlanFilesError, match="不能在这之前（2023-09-01）停用") as refused:
        load(with_cell(changed_tree(), CHANGES, row=3, retired_on="2023-10-01"), now=LATER)
    (error,) = refused.value.errors
    assert (error.row, error.column) == (3, "retired_on")


@pytest.mark.django_db
@pytest.mark.parametrize("to", [",t14-north;t14-south", "t14-hospital,"], ids=["split", "merged"])
def test_a_first_day_dated_back_drops_no_approved_year(to: str) -> None:
    load(without(changed_tree(), CHANGES), now=NOW)
    road = Project.objects.get(code="t14-road")
    for year in (2021, 2022, 2023):
        report(road, year, invested="5")
    report(road, 2024, quarter=1, invested="1")
    before, header = sums(), changed_tree()[CHANGES].decode().splitlines()[0]
    lines = f"{header}\nt14-road,2022-07-01,分段核准,%s,{to}\n"
    with pytest.raises(PlanFilesError) as refused:
        load(with_file(changed_tree(), CHANGES, lines % "true"), now=LATER)
    (error,) = refused.value.errors
    assert (error.file, error.row, error.column) == (CHANGES, 2, "retired_on")
    assert error.message == (
        "“t14-road”2022年、2023年、2024年第一季度的填报会不再计入合计（原未停用）；"
        "确要改的，请先撤销采用这些填报，或到2025-01-01再停用"
    )
    assert sums() == before
    load(with_file(changed_tree(), CHANGES, lines % "false"), now=LATER)


@pytest.mark.django_db
class TestTheYearOfTheChange:
    """What was approved of the very year a project is merged or split in."""

    @pytest.fixture(autouse=True)
    def _loaded(self) -> None:
        load(without(changed_tree(), CHANGES), now=NOW)

    @pytest.mark.parametrize("quarter", [None, 4, 3], ids=["year", "last quarter", "not over yet"])
    @pytest.mark.parametrize("to", [",t14-north;t14-south", "t14-hospital,"], ids=["split", "into"])
    def test_is_not_dropped_by_a_first_day(self, to: str, quarter: int | None) -> None:
        told = report(Project.objects.get(code="t14-road"), 2023, quarter=quarter, invested="5")
        before, header = sums(), changed_tree()[CHANGES].decode().splitlines()[0]
        lines = f"{header}\nt14-road,2023-08-01,分段核准,%s,{to}\n"
        with pytest.raises(PlanFilesError) as refused:
            load(with_file(changed_tree(), CHANGES, lines % "true"), now=LATER)
        (error,) = refused.value.errors
        assert (error.file, error.row, error.column) == (CHANGES, 2, "retired_on")
        assert error.message == (
            f"“t14-road”{told.period.label}的填报会不再计入合计（原未停用）；确要改的，"
            "请先撤销采用这些填报，或把停用日期定在2024-01-01"
        )
        assert sums() == before
        at_new_year = (lines % "true").replace("2023-08-01", "2024-01-01")
        load(with_file(changed_tree(), CHANGES, at_new_year), now=LATER)
        assert sums()[2023].invested == Decimal(5)

    def test_may_be_an_earlier_quarter_which_the_successor_reports_again(self) -> None:
        report(Project.objects.get(code="t14-road"), 2022, invested="5")
        for quarter in (1, 2):
            report(Project.objects.get(code="t14-road"), 2023, quarter=quarter, invested="5")
        told = load(changed_tree(), now=LATER, dry_run=True).notes
        assert load(changed_tree(), now=LATER).notes == told
        quarters = "2023年第一季度、2023年第二季度"
        line = f"“t14-road”{quarters}的填报不再计入合计，全年由后续项目填报"
        assert told == (f"{CHANGES}：第3行：{line}",)
        assert not Project.objects.get(code="t14-road").is_asked_for(2023)
        assert load(changed_tree(), now=LATER).notes == ()

    @pytest.mark.parametrize("quarter", [None, 2])
    def test_stays_with_a_project_that_is_given_up(self, quarter: int | None) -> None:
        """Nobody else reports it."""
        idea = Project.objects.get(code="t14-idea")
        report(idea, 2023, quarter=quarter, invested="5")
        given_up = "t14-idea,2023-06-30,不再实施,true,,"
        header = changed_tree()[CHANGES].decode().splitlines()[0]
        told = load(with_file(changed_tree(), CHANGES, f"{header}\n{given_up}\n"), now=LATER)
        assert told.notes == (
            f"{CHANGES}：第2行：“t14-idea”不再实施，项目个数里不再有它；已采用的投资仍计入",
        )
        idea.refresh_from_db()
        assert [idea.is_asked_for(year) for year in (2022, 2023, 2024)] == [True, True, False]
        assert sums()[2023].invested == Decimal(5)

    def test_is_lost_where_one_given_up_is_merged_after_all(self) -> None:
        report(Project.objects.get(code="t14-idea"), 2023, invested="5")
        header = changed_tree()[CHANGES].decode().splitlines()[0]
        line = f"{header}\nt14-idea,2023-06-30,不再实施,true,%s,\n"
        load(with_file(changed_tree(), CHANGES, line % ""), now=LATER)
        with pytest.raises(PlanFilesError, match="“t14-idea”2023年的填报会不再计入合计"):
            load(with_file(changed_tree(), CHANGES, line % "t14-hospital"), now=LATER)

    def test_is_dropped_where_the_line_says_so_and_told(self) -> None:
        report(Project.objects.get(code="t14-old"), 2023, invested="5")
        assert load(changed_tree(), now=LATER).notes == (
            f"{CHANGES}：第2行：“t14-old”2023年的填报不再计入合计（keeps_history为false）",
        )


@pytest.mark.django_db
class TestTheDayOfASplitThatIsMoved:
    """Each part and the whole has reports of its years: 2022 the whole's, 2023 the parts'."""

    @pytest.fixture(autouse=True)
    def _reported(self) -> None:
        load(without(changed_tree(), CHANGES), now=NOW)
        report(Project.objects.get(code="t14-road"), 2022, invested="5")
        load(changed_tree(), now=NOW)
        report(Project.objects.get(code="t14-north"), 2023, invested="6")
        report(Project.objects.get(code="t14-south"), 2023, quarter=2, invested="7")

    @pytest.mark.parametrize("dry_run", [True, False])
    @pytest.mark.parametrize(
        ("day", "lost", "way_out"),
        [
            ("2024-03-01", "“t14-north”2023年；“t14-south”2023年第二季度", ""),
            ("2022-08-01", "“t14-road”2022年", "，或把停用日期定在2023-01-01"),
        ],
    )
    def test_is_refused_where_reports_would_count_no_longer(
        self, day: str, lost: str, way_out: str, *, dry_run: bool
    ) -> None:
        before, tree = sums(), with_cell(changed_tree(), CHANGES, row=3, retired_on=day)
        with pytest.raises(PlanFilesError) as refused:
            load(tree, now=LATER, dry_run=dry_run)
        (error,) = refused.value.errors
        assert (error.file, error.row, error.column) == (CHANGES, 3, "retired_on")
        assert error.message == (
            f"{lost}的填报会不再计入合计（停用日期原为2023-08-01）；"
            f"确要改的，请先撤销采用这些填报{way_out}"
        )
        assert sums() == before

    def test_is_moved_within_the_year_or_once_they_are_revoked(self) -> None:
        load(with_cell(changed_tree(), CHANGES, row=3, retired_on="2023-12-01"), now=LATER)
        later = with_cell(changed_tree(), CHANGES, row=3, retired_on="2024-03-01")
        ProjectReport.objects.filter(year=2023).update(stage=Stage.RETURNED, reason="重报")
        load(later, now=LATER)
        assert str(Project.objects.get(code="t14-road").retired_on) == "2024-03-01"

    def test_the_past_of_the_whole_is_not_made_to_count_over_that_of_its_parts(self) -> None:
        false = with_cell(changed_tree(), CHANGES, row=3, keeps_history="false")
        load(false, now=LATER)
        report(Project.objects.get(code="t14-north"), 2022, invested="2")
        with pytest.raises(PlanFilesError, match="“t14-north”2022年的填报会不再计入") as refused:
            load(changed_tree(), now=LATER)
        (error,) = refused.value.errors
        assert (error.row, error.column) == (3, "keeps_history")
        assert load(false, now=LATER).count == 0


@pytest.mark.django_db
def test_in_a_chain_the_line_that_changed_is_blamed() -> None:
    header = changed_tree()[CHANGES].decode().splitlines()[0]
    road = "t14-road,2022-07-01,分段,{},,t14-idea;t14-north"
    north = "t14-north,2022-09-01,再分,false,,t14-old;t14-south"
    lines = f"{header}\n{road}\n{north}\n"
    load(with_file(changed_tree(), CHANGES, lines.format("false")), now=LATER)
    report(Project.objects.get(code="t14-south"), 2021, invested="5")
    with pytest.raises(PlanFilesError, match="“t14-south”2021年的填报会不再计入") as refused:
        load(with_file(changed_tree(), CHANGES, lines.format("true")), now=LATER)
    (error,) = refused.value.errors
    assert (error.file, error.row, error.column) == (CHANGES, 2, "keeps_history")


@pytest.mark.django_db
def test_in_a_chain_the_split_that_is_new_is_blamed() -> None:
    header = changed_tree()[CHANGES].decode().splitlines()[0]
    road = "t14-road,2022-07-01,分段,true,,t14-idea;t14-north"
    north = "t14-north,2022-09-01,再分,false,,t14-old;t14-south"
    load(with_file(changed_tree(), CHANGES, f"{header}\n{north}\n"), now=LATER)
    report(Project.objects.get(code="t14-south"), 2021, invested="5")
    with pytest.raises(
        PlanFilesError, match="“t14-south”2021年已有填报，而2022年以前由"
    ) as refused:
        load(with_file(changed_tree(), CHANGES, f"{header}\n{road}\n{north}\n"), now=LATER)
    (error,) = refused.value.errors
    assert (error.file, error.row, error.column) == (CHANGES, 2, "split_into")


@pytest.mark.django_db
def test_what_files_change_of_projects_is_on_the_record() -> None:
    lines = RecordEntry.objects.filter(subject_kind="project").order_by("pk")
    load(without(changed_tree(), CHANGES), now=NOW)
    assert not lines.exists()
    load(changed_tree(), now=LATER)
    told = {each.subject_key: each for each in lines}
    assert told.keys() == {"t14-old", "t14-road", "t14-idea", "t14-north", "t14-south"}
    old = told["t14-old"]
    assert (old.at, old.actor, old.action_name) == (LATER, None, "按文件停用项目")
    assert (old.reason, old.details["原"]["停用日期"]) == ("重复登记", "无")
    hospital = Project.objects.get(code="t14-hospital")
    assert old.details["新"]["并入项目"] == hospital.name
    assert told["t14-south"].details == {
        "原": {"拆分自": "无"},
        "新": {"拆分自": "t14-road"},
    }
    load(changed_tree(), now=LATER)
    assert lines.all().count() == len(told)
    load(with_cell(changed_tree(), PROJECTS, row=2, name="改了名的项目"), now=LATER)
    renamed = lines.last()
    assert renamed is not None
    assert (renamed.action_name, renamed.details["新"]) == (
        *("按文件修改项目",),
        {"名称": "改了名的项目"},
    )
    assert lines.all().count() == len(told) + 1


def _merge_split_and_give_up() -> tuple[dict[str, dict[str, Any]], dict[int, YearSum]]:
    """Change projects that have approved reports; return every project and the sums."""
    tree = small_tree()
    for code in ("t14-old", "t14-idea"):
        tree = with_row(tree, PROJECTS, copied=3, code=code, name=code)
    load(tree, now=NOW)
    found = {each.code: each for each in Project.objects.all()}
    for each in found.values():
        report(each, 2021, invested="5", share="0.2")
    given = {"reason": "重复登记", "user": make_planner(), "now": NOW + timedelta(hours=1)}
    merge_projects(found["t14-old"], into=found["t14-hospital"], keeps_history=True, **given)
    parts = [Part(code="t14-north", name="北段"), Part(code="t14-south", name="南段")]
    split_project(found["t14-metro"], parts=parts, **given)
    idea = found["t14-idea"]
    idea.retired_on, idea.retired_reason, idea.is_given_up = NOW.date(), "不再实施", True
    idea.save()
    counted = sums()
    assert [counted[2021].count, counted[2021].invested] == [3, Decimal(15)]
    return facts(), counted


def _empty() -> None:
    """Leave nothing of the plan."""
    for project in Project.objects.all():
        project.reports.all().delete()
    fate = {"retired_on": None, "retired_reason": "", "is_given_up": False}
    Project.objects.update(merged_into=None, split_from=None, **fate)
    Project.objects.all().delete()
