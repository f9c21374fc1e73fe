"""A line of a merger, a split or a giving up is changed: no report is counted twice or lost."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from indicators.workflow import Stage
from plans.models import Plan
from projects.models import Project, ProjectReport
from projects.summing import members
from projects.sums import YearSum, yearly_sums
from shaoxing_plan.plan_files.format.errors import PlanFilesError, RowError
from shaoxing_plan.plan_files.loading.load import load
from tests.factories import NOW
from tests.plan_folders import small_tree, with_file, with_row
from tests.projects.reports import report
from tests.shaoxing_plan.test_plan_files_project_changes import CHANGES, LATER, PROJECTS

HEADER = "project,retired_on,reason,keeps_history,merged_into,split_into"
MERGED = "pa,2023-08-01,r,true,pb,"
SPLIT = "pa,2023-08-01,r,true,,pb;pc"
GIVEN_UP = "pa,2023-08-01,r,true,,"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _loaded() -> None:
    load(_tree(), now=NOW)


def _tree(*lines: str) -> dict[str, bytes]:
    tree = small_tree()
    for code in ("pa", "pb", "pc", "pd"):
        tree = with_row(tree, PROJECTS, copied=3, code=code, name=code)
    return with_file(tree, CHANGES, "\n".join([HEADER, *lines, ""]))


def _load(*lines: str) -> list[str]:
    """Load lines; return what is told of them, without the file."""
    return [each.removeprefix(f"{CHANGES}：") for each in load(_tree(*lines), now=LATER).notes]


def _refused(*lines: str) -> RowError:
    """Return the one error lines are refused with, which change nothing."""
    before = _sums()
    with pytest.raises(PlanFilesError) as refused:
        load(_tree(*lines), now=LATER)
    assert _sums() == before
    (error,) = refused.value.errors
    assert error.file == CHANGES
    return error


def _report(
    code: str, year: int, *, invested: str, quarter: int | None = None, **fields: Any
) -> ProjectReport:
    return report(_project(code), year, quarter=quarter, invested=invested, **fields)


def _project(code: str) -> Project:
    return Project.objects.get(code=code)


def _sums() -> dict[int, YearSum]:
    plan = Plan.objects.get()
    return yearly_sums(members(plan), fields=["transport", "health"], years=plan.years)


def _count() -> int:
    return int(sum(each.count or 0 for each in _sums().values()))


class TestWhatComesBackIntoTheSums:
    """A first quarter of pa that its successors reported again, in the year they took over."""

    @pytest.fixture(autouse=True)
    def _reported(self) -> None:
        _report("pa", 2023, quarter=1, invested="3")

    @pytest.mark.parametrize(
        ("line", "column"),
        [("pa,2024-01-01,r,true,pb,", "retired_on"), (GIVEN_UP, "merged_into")],
        ids=["moved on", "given up"],
    )
    def test_is_refused_where_the_merged_one_reported_for_both(
        self, line: str, column: str
    ) -> None:
        _load(MERGED)
        told = _report("pb", 2023, invested="50")
        error = _refused(line)
        assert (error.row, error.column) == (2, column)
        assert error.message == (
            "“pa”2023年第一季度的填报会重新计入合计，而“pb”2023年的填报已把这一年一并报了，"
            "会重复计算；确要改的，请先撤销采用“pb”2023年的填报"
        )
        told.delete()
        assert "第2行：“pa”2023年第一季度的填报重新计入合计" in _load(line)
        assert _sums()[2023].invested == Decimal(3)

    @pytest.mark.parametrize(
        ("state", "told", "way_back"),
        [
            (Stage.SUBMITTED, "2023年（已提交）", "退回“pb”2023年（已提交）的填报"),
            (Stage.SIGNED, "2023年（已签发）", "退回“pb”2023年（已签发）的填报"),
            (Stage.DRAFT, "2023年（草稿）", "在部门提交后退回“pb”2023年（草稿）的填报"),
        ],
    )
    def test_is_refused_where_what_the_merged_one_reported_may_yet_be_approved(
        self, state: Stage, told: str, way_back: str
    ) -> None:
        """Of a whole year that was revoked and sent again nothing counts today."""
        _load(MERGED)
        sent = _report("pb", 2023, invested="50", state=state)
        error = _refused(GIVEN_UP)
        assert (error.row, error.column) == (2, "merged_into")
        assert f"而“pb”{told}的填报已把这一年一并报了" in error.message
        assert error.message.endswith(f"请先{way_back}")
        ProjectReport.objects.filter(pk=sent.pk).update(stage=Stage.RETURNED, reason="重报")
        assert "第2行：“pa”2023年第一季度的填报重新计入合计" in _load(GIVEN_UP)

    def test_names_what_to_do_of_each_report_of_others(self) -> None:
        _load(SPLIT)
        _report("pb", 2023, invested="50")
        _report("pc", 2023, invested="50", state=Stage.SUBMITTED)
        way_back = "请先撤销采用“pb”2023年的填报，并退回“pc”2023年（已提交）的填报"
        assert _refused(GIVEN_UP).message.endswith(way_back)

    def test_is_refused_where_the_parts_reported_for_the_whole(self) -> None:
        _load(SPLIT)
        _report("pb", 2023, invested="50")
        _report("pc", 2023, quarter=1, invested="50")
        error = _refused(GIVEN_UP)
        assert (error.row, error.column) == (2, "split_into")
        assert "而“pb”2023年、“pc”2023年第一季度的填报已把这一年一并报了" in error.message

    def test_is_refused_where_one_after_the_successor_reported_for_all(self) -> None:
        chain = "pb,2023-10-01,r,true,pd,"
        _load(MERGED, chain)
        _report("pd", 2023, invested="50")
        assert "而“pd”2023年的填报" in _refused(GIVEN_UP, chain).message

    def test_is_told_where_the_successor_reported_its_own_alone(self) -> None:
        _report("pb", 2023, quarter=2, invested="50")
        _report("pb", 2022, invested="50")
        _load(MERGED)
        assert _load("pa,2024-01-01,r,true,pb,") == ["第2行：“pa”2023年第一季度的填报重新计入合计"]

    def test_is_told_of_years_of_one_that_was_not_entered_twice_after_all(self) -> None:
        _report("pa", 2022, invested="2")
        _report("pb", 2022, invested="5")
        line = "pa,2023-08-01,r,{},pb,"
        _load(line.format("false"))
        assert _load(line.format("true")) == ["第2行：“pa”2022年的填报重新计入合计"]
        assert _sums()[2022].invested == Decimal(7)
        assert _load(line.format("true")) == []

    def test_is_refused_where_a_part_let_go_was_told_of_the_years_of_the_whole(self) -> None:
        _load(SPLIT)
        _report("pa", 2022, invested="7")
        _report("pb", 2022, invested="2")
        error = _refused("pa,2023-08-01,r,true,,pc;pd")
        assert (error.row, error.column) == (2, "split_into")
        assert "“pb”2022年的填报会重新计入合计，而“pa”2022年" in error.message


class TestASuccessorThatIsLetGo:
    """What it told since the change is of both: nobody else reports these years after all."""

    TOLD = (
        "{0}的填报已把“{1}”一并报了，改后这些年另有项目填报，会重复计算；"
        "确要改的，请先撤销采用{0}的填报"
    )

    @pytest.mark.parametrize("year", [2023, 2024])
    @pytest.mark.parametrize(
        "line", ["pa,2023-08-01,r,true,pd,", "pa,2023-08-01,r,false,pd,", GIVEN_UP]
    )
    def test_is_refused_from_the_year_of_the_merger_on(self, line: str, year: int) -> None:
        """Though nothing is reported of what was merged: it, or another, would be asked."""
        _load(MERGED)
        told = _report("pb", year, invested="50")
        error = _refused(line)
        assert error.row == 2
        assert error.message == self.TOLD.format(f"“pb”{year}年", "pa")
        ProjectReport.objects.filter(pk=told.pk).update(stage=Stage.RETURNED, reason="重报")
        _load(line)

    def test_leaves_no_way_round_by_two_lines(self) -> None:
        _report("pa", 2023, quarter=1, invested="3")
        _load(MERGED)
        _report("pb", 2023, invested="50", state=Stage.SUBMITTED)
        assert "重新计入合计" in _refused(GIVEN_UP).message
        error = _refused("pa,2023-08-01,r,true,pd,")
        assert error.column == "merged_into"
        assert error.message.endswith("请先退回“pb”2023年（已提交）的填报")
        assert _refused("pa,2024-01-01,r,true,pb,").column == "retired_on"

    def test_is_named_once_with_all_its_years(self) -> None:
        _report("pa", 2023, quarter=1, invested="3")
        _load(MERGED)
        for year in (2023, 2024):
            _report("pb", year, invested="50")
        with pytest.raises(PlanFilesError) as refused:
            load(_tree(GIVEN_UP), now=LATER)
        told = [each.message for each in refused.value.errors]
        assert [each.rpartition("请先")[2] for each in told] == [
            f"撤销采用“pb”{year}年的填报" for year in (2023, 2024)
        ]

    @pytest.mark.parametrize(
        "line", ["pa,2023-08-01,r,true,,pc;pd", "pa,2023-08-01,r,true,pd,", GIVEN_UP]
    )
    def test_is_refused_of_a_part(self, line: str) -> None:
        _load(SPLIT)
        _report("pb", 2023, quarter=1, invested="50")
        assert _refused(line).message == self.TOLD.format("“pb”2023年第一季度", "pa")

    def test_is_refused_in_the_middle_of_a_chain(self) -> None:
        _load(MERGED, "pb,2023-10-01,r,true,pd,")
        _report("pd", 2023, invested="50")
        error = _refused(MERGED, "pb,2023-10-01,r,true,pc,")
        assert (error.row, error.column) == (3, "merged_into")
        assert error.message == self.TOLD.format("“pd”2023年", "pb")

    def test_may_have_told_its_own_years_and_quarters(self) -> None:
        _load(MERGED)
        _report("pb", 2022, invested="50")
        _report("pb", 2023, quarter=2, invested="50")
        _load("pa,2023-08-01,r,true,pd,")
        assert Project.objects.get(merged_into__isnull=False).merged_into == _project("pd")

    @pytest.mark.parametrize(
        ("stored", "line"),
        [
            (MERGED, "pa,2023-11-01,另,false,pb,"),
            (SPLIT, "pa,2023-11-01,r,true,,pb;pc;pd"),
            (SPLIT, "pa,2023-11-01,r,true,pb,"),
        ],
        ids=["another day of the year", "one part more", "merged into what was a part"],
    )
    def test_is_not_who_still_reports_the_years(self, stored: str, line: str) -> None:
        _load(stored)
        _report("pb", 2023, quarter=3, invested="50")
        _report("pb", 2024, quarter=1, invested="50")
        _load(line)


class TestWhatNobodyWouldReport:
    """As on the pages: a year told already before it is taken over, and what is asked no more."""

    @pytest.mark.parametrize("state", [Stage.SUBMITTED, Stage.SIGNED, Stage.APPROVED])
    def test_is_refused_where_the_successor_told_of_the_year(self, state: Stage) -> None:
        _report("pa", 2023, quarter=1, invested="3")
        told = _report("pb", 2023, invested="50", state=state)
        error = _refused(MERGED)
        assert (error.row, error.column) == (2, "merged_into")
        assert "“pa”2023年第一季度的填报会不再计入合计，而“pb”2023年" in error.message
        assert "没有项目再报这一部分；请先" in error.message
        _load("pa,2023-08-01,r,false,pb,")
        assert _refused(MERGED).column == "merged_into"
        ProjectReport.objects.filter(pk=told.pk).update(stage=Stage.RETURNED, reason="重报")
        assert _load(MERGED) == []

    def test_is_refused_where_it_was_the_projects_own_until_now(self) -> None:
        _report("pa", 2023, quarter=1, invested="3")
        _report("pb", 2023, invested="50")
        _load("pa,2024-01-01,r,true,pb,")
        with pytest.raises(PlanFilesError, match="没有项目再报这一部分"):
            load(_tree(MERGED), now=LATER)

    def test_is_refused_at_the_end_of_a_chain(self) -> None:
        _report("pa", 2023, quarter=1, invested="3")
        _load("pb,2023-10-01,r,true,pd,")
        _report("pd", 2023, invested="50")
        error = _refused(MERGED, "pb,2023-10-01,r,true,pd,")
        assert (error.row, error.column) == (2, "merged_into")
        assert "而“pd”2023年的填报已报了全年" in error.message

    def test_is_refused_where_each_part_told_of_the_year(self) -> None:
        _report("pa", 2023, quarter=1, invested="3")
        _report("pb", 2023, invested="50")
        told = _report("pc", 2023, invested="50")
        error = _refused(SPLIT)
        assert (error.row, error.column) == (2, "split_into")
        assert "请先撤销采用“pb”2023年、“pc”2023年的填报" in error.message
        told.delete()
        assert _load(SPLIT) != []

    def test_is_not_what_the_successor_told_after_the_merger(self) -> None:
        _report("pa", 2023, quarter=1, invested="3")
        _load(MERGED)
        _report("pb", 2023, invested="50", stage="completed", share="1")
        for line in (MERGED, "pa,2023-11-01,另,true,pb,"):
            assert _load(line) == []

    def test_is_told_where_nothing_of_the_year_was_reported(self) -> None:
        _report("pb", 2023, invested="50")
        (note,) = _load(MERGED)
        assert note == (
            "第2行：“pb”2023年的填报已报了全年，而“pa”2023年没有填报过；"
            "它这一年的进展和投资没有报在里面的，请撤销采用“pb”2023年的填报，由后续项目补报"
        )
        assert _load(MERGED) == []

    @pytest.mark.parametrize("year", [2022, 2023])
    def test_is_refused_of_an_unfinished_one_in_one_completed(self, year: int) -> None:
        _report("pa", 2022, invested="3")
        done = _report("pb", year, invested="50", stage="completed", share="1")
        error = _refused(MERGED)
        assert (error.row, error.column) == (2, "merged_into")
        assert error.message == (
            "“pb”已报建成投用，不用再报，而“pa”还没有报建成投用，停用后没有项目再报它；"
            "请先由“pb”重新报在建，或由“pa”报建成投用；不再实施的，不要并入或拆分，"
            "在project_changes.csv里写明停用"
        )
        ProjectReport.objects.filter(pk=done.pk).update(year=2024)
        assert _load(MERGED) == []

    @pytest.mark.parametrize("reached", ["completed", "construction"])
    def test_is_no_completed_one_and_none_entered_twice(self, reached: str) -> None:
        _report("pa", 2022, invested="3", stage=reached, share="1")
        _report("pb", 2022, invested="50", stage="completed", share="1")
        keeps = "true" if reached == "completed" else "false"
        _load(f"pa,2023-08-01,r,{keeps},pb,")
        assert _project("pa").merged_into == _project("pb")

    def test_is_no_year_after_the_plan(self) -> None:
        _report("pb", 2025, invested="50", stage="completed", share="1")
        load(_tree("pa,2026-02-01,r,true,pb,"), now=LATER.replace(year=2026))
        assert _project("pa").merged_into == _project("pb")


class TestTwoLinesAfterOneAnother:
    @pytest.mark.parametrize("to", ["pb,", ",pb;pc"], ids=["merged", "split"])
    def test_are_refused_like_the_last_alone(self, to: str) -> None:
        _report("pa", 2023, invested="3")
        line = f"pa,2023-08-01,r,{{}},{to}"
        assert _refused(line.format("true")).column == "retired_on"
        _load(line.format("false"))
        error = _refused(line.format("true"))
        assert (error.row, error.column) == (2, "keeps_history")
        assert error.message == (
            "“pa”2023年的填报仍不计入合计（keeps_history原为false）；"
            "确要改的，请先撤销采用这些填报，或把停用日期定在2024-01-01"
        )
        assert _load(f"pa,2024-01-01,r,true,{to}") == ["第2行：“pa”2023年的填报重新计入合计"]

    def test_are_loaded_again_where_nothing_of_the_last_changes(self) -> None:
        _load(MERGED)
        _report("pa", 2023, invested="3")
        assert _load(MERGED.replace(",r,", ",另一个理由,")) == []
        assert _refused("pa,2023-08-01,r,true,pc,").column == "merged_into"


class TestWhatNoLongerCountsAsAProject:
    GONE = "“{}”不再实施，项目个数里不再有它；已采用的投资仍计入"

    @pytest.fixture(autouse=True)
    def _reported(self) -> None:
        _report("pa", 2022, invested="3")

    def test_is_told_where_its_reports_are_those_of_what_it_took_over(self) -> None:
        _load(MERGED)
        assert _count() == 1
        told = _load(MERGED, "pb,2024-03-01,r,true,,")
        assert (told, _count()) == ([f"第3行：{self.GONE.format('pb')}"], 0)

    def test_is_told_of_each_part(self) -> None:
        _load(SPLIT)
        assert _count() == 2
        lines = [f"{code},2024-03-01,r,true,," for code in ("pb", "pc")]
        assert _load(SPLIT, lines[0]) == [f"第3行：{self.GONE.format('pb')}"]
        assert _count() == 1
        assert _load(SPLIT, *lines) == [f"第4行：{self.GONE.format('pc')}"]
        assert _count() == 0

    def test_is_told_of_what_is_merged_into_one_given_up(self) -> None:
        given_up = "pb,2024-03-01,r,true,,"
        assert _load(given_up) == []
        assert _count() == 1
        assert _load(MERGED, given_up) == [
            "第2行：“pa”的后续项目都不再计数，项目个数里不再有它；已采用的投资仍计入"
        ]
        assert _count() == 0

    def test_is_told_of_what_is_split_into_what_counts_already(self) -> None:
        for code in ("pb", "pc"):
            _report(code, 2023, quarter=4, invested="3")
        assert _count() == 3
        assert _load(SPLIT) == ["第2行：“pa”的各部分里计数的原来就各自计数，拆分后项目个数少一个"]
        assert (_count(), _load(SPLIT)) == (2, [])

    def test_is_told_of_a_part_let_go_without_a_report_of_its_own(self) -> None:
        _load(SPLIT)
        told = _load("pa,2023-08-01,r,true,,pc;pd")
        assert told == [
            "第2行：“pb”不再是“pa”的部分，留着的就是独立的项目，各年都要填报",
            "第2行：“pb”自己还没有报过在建或建成投用，项目个数里不再有它",
        ]

    def test_is_not_told_of_what_only_its_successor_was(self) -> None:
        ProjectReport.objects.all().delete()
        _load(MERGED)
        _report("pb", 2022, invested="3")
        assert (_load("pa,2023-08-01,r,true,pd,"), _count()) == ([], 1)

    def test_is_not_told_of_a_split_that_makes_more(self) -> None:
        _report("pb", 2023, invested="3")
        assert _count() == 2
        assert (_load(SPLIT), _count()) == ([], 2)

    def test_is_not_told_of_what_was_never_under_way(self) -> None:
        ProjectReport.objects.update(reached_stage="preparation")
        assert (_count(), _load(GIVEN_UP)) == (0, [])

    def test_is_not_told_of_what_is_given_up_in_the_last_year_of_the_plan(self) -> None:
        line = "pa,2025-12-01,r,true,,"
        assert load(_tree(line), now=LATER.replace(year=2026)).notes == ()
        assert _count() == 1


@pytest.mark.parametrize(
    ("to", "column", "was"),
    [("pb,", "merged_into", "原为不再实施"), (",pb;pc", "split_into", "原为不再实施")],
)
def test_what_changes_of_a_line_is_blamed(to: str, column: str, was: str) -> None:
    _report("pa", 2023, invested="3")
    _load(GIVEN_UP)
    error = _refused(f"pa,2023-08-01,r,true,{to}")
    assert (error.row, error.column) == (2, column)
    assert error.message.startswith(f"“pa”2023年的填报会不再计入合计（{was}）；")
