"""Plan files into PostgreSQL and back: whole or not at all, and nothing twice."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps

from indicators.models import Assessment, Indicator, Milestone, Series, TargetRevision
from plans.models import Department, Plan, Region, Section
from projects.models import BoxItem, Project
from shaoxing_plan.plan_files.checking.checks import content_errors
from shaoxing_plan.plan_files.exporting.export import exported
from shaoxing_plan.plan_files.format.contents import FileTree, read_contents
from shaoxing_plan.plan_files.format.errors import PlanFilesError
from shaoxing_plan.plan_files.loading.load import LoadReport, load
from shaoxing_plan.plan_files.loading.telling import told
from tests.factories import NOW, make_observation
from tests.plan_folders import (
    shuffled,
    small_tree,
    with_cell,
    with_file,
    with_row,
    with_text,
    without,
    without_row,
)

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
INDICATORS = "test-14/indicators.csv"


def reload(tree: FileTree) -> LoadReport:
    return load(tree, now=LATER)


def export() -> FileTree:
    return exported(["test-14"])


def everything() -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table of ours."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for app in ("plans", "indicators", "projects")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    }


def refusals(tree: FileTree) -> list[str]:
    """Return what loading is refused for, having seen to it that nothing was changed."""
    before = everything()
    with pytest.raises(PlanFilesError) as refused:
        reload(tree)
    assert everything() == before
    return [str(error) for error in refused.value.errors]


def test_what_is_loaded_is_exported_byte_for_byte() -> None:
    load(small_tree(), now=NOW)
    assert export() == small_tree()


def test_every_row_finds_its_place() -> None:
    load(small_tree(), now=NOW)
    gdp = Indicator.objects.get(code="t14-gdp")
    assert (gdp.plan.slug, gdp.number, gdp.section and gdp.section.code) == ("test-14", 1, "c01-s1")
    assert (gdp.baseline_value, gdp.target_op, gdp.target_value) == (
        Decimal(6001),
        ">=",
        Decimal(8500),
    )
    assert Indicator.objects.get(code="t14-cod").parent == Indicator.objects.get(number=5)
    assert Section.objects.get(code="box01").parent == Section.objects.get(code="c01-s1")
    assert Region.objects.get(code="330602").parent == Region.objects.get(code="330600")
    metro = Project.objects.get(code="t14-metro")
    assert metro.item == BoxItem.objects.get(title="轨道交通")
    assert {each.code for each in metro.partners.all()} == {"tjj", "fgw"}


def test_loading_twice_changes_nothing() -> None:
    load(small_tree(), now=NOW)
    Assessment.objects.update(stale_since=None)
    before = everything()
    report = reload(small_tree())
    assert report.count == 0
    assert everything() == before
    assert list(told(report, dry_run=False)) == ["与库中一致，没有变化（0处）。"]


def test_a_dry_run_tells_everything_and_changes_nothing() -> None:
    load(small_tree(), now=NOW)
    before = everything()
    tree = with_cell(small_tree(), INDICATORS, row=2, target_text="8600", note="已调整")
    tree = without_row(tree, "test-14/mentions.csv", row=2)
    tree = with_row(tree, "series.csv", copied=2, code="gnp", name="国民总收入")
    report = load(tree, now=LATER, dry_run=True)
    assert everything() == before
    assert list(told(report, dry_run=True)) == [
        "series.csv：新增1",
        "  + gnp",
        "test-14/indicators.csv：修改1",
        "  ~ t14-gdp　target_text：8500 → 8600；note：（空） → 已调整",
        "test-14/mentions.csv：删除1",
        "  - t14-gdp c01 生产总值超过8500亿元",
        "共3处变化；这是预览，未写入任何内容。",
    ]


def test_errors_of_all_kinds_are_told_at_once_and_nothing_is_changed() -> None:
    load(small_tree(), now=NOW)
    tree = with_cell(small_tree(), INDICATORS, row=2, number="x", department="nobody")
    tree = with_text(tree, "series.csv", "unit,decimals", "unit,places")
    tree = with_file(tree, "regions.csv", "")
    tree = without(tree, "test-14/projects.csv")
    files = [refusal.split("：")[0] for refusal in refusals(tree)]
    assert files == [
        "regions.csv",
        "series.csv 第1行 places列",
        "series.csv 第1行 decimals列",
        "test-14/indicators.csv 第2行 number列",
        "test-14/indicators.csv 第2行 department列",
        "test-14/projects.csv",
    ]


def test_a_change_is_written_and_confirmed_departments_stay_confirmed() -> None:
    load(small_tree(), now=NOW)
    Indicator.objects.update(departments_confirmed=True)
    Project.objects.update(departments_confirmed=True)
    reload(with_cell(small_tree(), INDICATORS, row=2, target_text="9000以上", name="地区生产总值"))
    gdp = Indicator.objects.get(code="t14-gdp")
    assert (gdp.name, gdp.target_text, gdp.target_value) == (
        "地区生产总值",
        "9000以上",
        Decimal(9000),
    )
    assert gdp.departments_confirmed
    assert Project.objects.filter(departments_confirmed=False).count() == 0


def test_changes_mark_verdicts_stale_and_new_indicators_get_theirs() -> None:
    load(small_tree(), now=NOW)
    asked = Assessment.objects.filter(stale_since=NOW)
    assert asked.count() == Indicator.objects.count() * 5
    asked.update(stale_since=None)
    reload(with_cell(small_tree(), INDICATORS, row=2, target_text="9000"))
    stale = Assessment.objects.filter(stale_since=LATER)
    assert stale.filter(indicator__code="t14-gdp").count() == 5


def test_a_new_figure_marks_only_what_uses_its_series() -> None:
    load(small_tree(), now=NOW)
    Assessment.objects.update(stale_since=None)
    reload(with_cell(small_tree(), "observations/public.csv", row=3, value_text="1272"))
    stale = Assessment.objects.filter(stale_since=LATER)
    assert set(stale.values_list("indicator__code", flat=True)) == {"t14-gdp"}


def test_numbers_and_names_may_change_places() -> None:
    load(small_tree(), now=NOW)
    tree = with_cell(small_tree(), INDICATORS, row=2, number="2")
    tree = with_cell(tree, INDICATORS, row=3, number="1")
    tree = with_cell(tree, "departments.csv", row=2, name="市统计局")
    tree = with_cell(tree, "departments.csv", row=3, name="市发展和改革委员会")
    reload(tree)
    assert export() == tree
    assert Department.objects.get(code="fgw").name == "市统计局"


def test_a_code_may_be_renamed_while_its_number_and_name_stay() -> None:
    load(small_tree(), now=NOW)
    tree = small_tree()
    for file in (INDICATORS, "test-14/mentions.csv", "test-14/milestones.csv"):
        tree = with_file(tree, file, tree[file].replace(b"t14-gdp", b"t14-product"))
    for file in ("test-14/target_revisions.csv", "test-14/projects.csv"):
        tree = with_file(tree, file, tree[file].replace(b"t14-gdp", b"t14-product"))
    for file in ("departments.csv", INDICATORS, "test-14/projects.csv"):
        tree = with_file(tree, file, tree[file].replace(b"fgw", b"drc"))
    reload(tree)
    assert export() == tree
    assert not Indicator.objects.filter(code="t14-gdp").exists()
    assert not Department.objects.filter(code="fgw").exists()


def test_what_vanishes_from_the_files_is_removed() -> None:
    load(small_tree(), now=NOW)
    tree = small_tree()
    emptied = ("mentions", "milestones", "target_revisions", "projects", "project_milestones")
    for table in (*emptied, "rollups"):
        header, *_ = tree[f"test-14/{table}.csv"].splitlines(keepends=True)
        tree = with_file(tree, f"test-14/{table}.csv", header)
    tree = without_row(tree, "test-14/box_items.csv", row=3)
    for _ in range(5):
        tree = without_row(tree, INDICATORS, row=2 if _ == 0 else 3)
    tree = without_row(tree, "series.csv", row=6)
    report = reload(tree)
    assert export() == tree
    assert report.count > 10
    assert reload(tree).count == 0


def test_rows_may_change_their_order() -> None:
    load(small_tree(), now=NOW)
    tree = shuffled(small_tree(), INDICATORS, seed=1)
    report = reload(tree)
    assert next(iter(told(report, dry_run=False))) == f"{INDICATORS}：顺序有变"
    assert export() == tree
    assert reload(tree).count == 0


def test_an_indicator_may_move_to_another_plan() -> None:
    load(small_tree(), now=NOW)
    row = small_tree()[INDICATORS].decode().splitlines(keepends=True)[7]
    tree = with_file(small_tree(), INDICATORS, small_tree()[INDICATORS].replace(row.encode(), b""))
    header = tree[INDICATORS].decode().splitlines(keepends=True)[0]
    moved = row.replace("box,,", "table,,").replace(",box01,", ",,")
    tree["test-15/indicators.csv"] = (header + moved).encode()
    tree["test-15/plan.yaml"] = tree["test-14/plan.yaml"].replace(b"test-14", b"test-15")
    reload(tree)
    assert Indicator.objects.get(code="t14-box-jobs").plan.slug == "test-15"
    assert exported(["test-14", "test-15"]) == tree


def test_a_plan_that_is_not_in_the_files_is_left_alone() -> None:
    load(small_tree(), now=NOW)
    reload({path: each for path, each in small_tree().items() if not path.startswith("test-14")})
    assert export() == small_tree()


def test_a_code_of_a_plan_that_is_not_in_the_files_is_taken() -> None:
    load(small_tree(), now=NOW)
    tree = {path.replace("test-14", "test-15"): each for path, each in small_tree().items()}
    tree = with_text(tree, "test-15/plan.yaml", "slug: test-14", "slug: test-15")
    told_of = refusals(tree)
    assert len(told_of) == 9
    assert all("已被规划test-14使用" in each for each in told_of)


def test_a_row_that_others_need_cannot_be_removed() -> None:
    tree = with_row(small_tree(), "series.csv", copied=2, code="gnp")
    load(tree, now=NOW)
    make_observation(
        Series.objects.get(code="gnp"), year=2022, text="1", region=Region.objects.first()
    )
    (refusal,) = refusals(small_tree())
    assert refusal.startswith("series.csv：“gnp”已不在文件里")
    assert "1条实绩" in refusal


def test_rows_entered_by_hand_are_kept_and_told() -> None:
    load(small_tree(), now=NOW)
    gdp = Indicator.objects.get(code="t14-gdp")
    Department.objects.create(code="new", name="新部门", short_name="新")
    Milestone.objects.create(indicator=gdp, year=2022, value=7000)
    TargetRevision.objects.create(
        indicator=gdp, effective_from=date(2024, 1, 1), kind="adjusted", target_text="8700"
    )
    report = reload(with_cell(small_tree(), INDICATORS, row=2, note="改"))
    assert Department.objects.filter(code="new").exists()
    assert (gdp.milestones.count(), gdp.target_revisions.count()) == (2, 2)
    assert "departments.csv：库中另有1条不是从文件载入的，保留不动" in list(
        told(report, dry_run=False)
    )


def test_a_row_entered_by_hand_is_exported_and_then_the_files_own() -> None:
    load(small_tree(), now=NOW)
    Department.objects.create(code="new", name="新部门", short_name="新")
    tree = export()
    assert tree["departments.csv"] == small_tree()["departments.csv"] + "new,新部门,新\n".encode()
    reload(tree)
    reload(small_tree())
    assert not Department.objects.filter(code="new").exists()


def test_a_name_or_number_entered_by_hand_is_taken() -> None:
    load(small_tree(), now=NOW)
    Department.objects.create(code="new", name="新部门", short_name="新")
    plan = Plan.objects.get()
    series = Series.objects.get(code="gdp")
    Indicator.objects.create(
        plan=plan, code="hand", number=9, name="手", series=series, kind="keep", direction="rise"
    )
    tree = with_row(small_tree(), "departments.csv", copied=2, code="other", name="新部门")
    tree = with_cell(tree, INDICATORS, row=2, number="9")
    assert [refusal.split("：")[0] for refusal in refusals(tree)] == [
        "departments.csv 第4行 name列",
        "test-14/indicators.csv 第2行 number列",
    ]


def test_what_is_removed_along_with_a_row_is_told() -> None:
    load(small_tree(), now=NOW)
    pm25 = Indicator.objects.get(code="t14-pm25")
    Milestone.objects.create(indicator=pm25, year=2022, value=27)
    report = reload(without_row(small_tree(), INDICATORS, row=3))
    assert report.notes == ("test-14/indicators.csv：删除“t14-pm25”时一并删除年度目标1条",)


SHUFFLED = [
    *("departments.csv", "series.csv", "observations/public.csv", INDICATORS),
    *("test-14/sections.csv", "test-14/projects.csv", "test-14/observations.csv"),
]
DROPPED = [
    *("test-14/mentions.csv", "test-14/milestones.csv", "test-14/projects.csv"),
    *("observations/public.csv", "test-14/observations.csv", "series.csv", INDICATORS),
]


SEEDS = [*range(3), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(3, 30))]


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_was_loaded_before_the_last_files_rule(seed: int) -> None:
    """A walk through right versions of the files: after each step export gives that version."""
    chance = random.Random(seed)  # noqa: S311 - no secret is made of it
    for _ in range(5):
        tree = small_tree()
        for file in SHUFFLED:
            tree = shuffled(tree, file, seed=chance.random())
        for file in chance.sample(DROPPED, 3):
            fewer = without_row(tree, file, row=2)
            tree = tree if content_errors(read_contents(fewer)) else fewer
        load(tree, now=NOW)
        assert export() == tree
        assert load(tree, now=LATER).count == 0
