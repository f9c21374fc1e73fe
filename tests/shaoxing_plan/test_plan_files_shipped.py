"""The shipped plans: complete, quoted, loaded in time by command, and exported as they are."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoCaptureOnCommitCallbacks

from indicators.models import Assessment, Indicator, Mention, Observation
from indicators.services.editing import set_parsed_values
from plans.models import Section
from projects.models import BoxItem, Project, RollUp
from tests.plan_folders import SHIPPED, shipped_tree, small_tree, with_cell, with_file, write_tree

INDICATORS = "test-14/indicators.csv"


@pytest.fixture
def shipped(db: None) -> None:
    call_command("load_plan", str(SHIPPED), stdout=io.StringIO())


def output(*arguments: str) -> str:
    stream = io.StringIO()
    call_command(*arguments, stdout=stream)
    return stream.getvalue()


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_tables_of_both_plans_are_complete(shipped: None) -> None:
    tables = {
        slug: Indicator.objects.filter(plan__slug=slug, origin="table")
        for slug in ("shaoxing-13", "shaoxing-14")
    }
    numbers = {
        slug: list(rows.exclude(number=None).order_by("number").values_list("number", flat=True))
        for slug, rows in tables.items()
    }
    assert numbers == {"shaoxing-13": [*range(1, 35)], "shaoxing-14": [*range(1, 37)]}
    parts = tables["shaoxing-13"].filter(number=None)
    assert [part.parent and part.parent.number for part in parts] == [19] * 4
    assert not tables["shaoxing-14"].filter(number=None).exists()


def test_the_outline_is_complete(shipped: None) -> None:
    def numbers(kind: str) -> list[str]:
        return [each.number for each in Section.objects.filter(kind=kind).order_by("position")]

    assert numbers("chapter") == [*"一二三四五六七八九十", *("十一", "十二", "十三", "十四")]
    assert numbers("box") == [str(number) for number in range(1, 17)]
    without_items = Section.objects.filter(kind="box", box_items=None)
    assert {each.number for each in without_items} == {"6", "11", "14"}
    assert all(each.text for each in without_items)
    labels = BoxItem.objects.filter(section__code="box07").values_list("label", flat=True)
    assert list(labels) == ["“2”", "“7”", "“N”"]


def test_the_words_of_the_plan_are_there_and_every_quote_stands_in_them(shipped: None) -> None:
    sections = Section.objects.filter(plan__slug="shaoxing-14", kind="section")
    assert not sections.filter(text="").exists()
    words = {each.pk: each.text for each in sections}
    quotes: list[tuple[int | None, str]] = [
        *Indicator.objects.filter(origin="text").values_list("section", "quote"),
        *Mention.objects.values_list("section", "quote"),
        *Project.objects.filter(section__kind="section").values_list("section", "quote"),
    ]
    assert len(quotes) > 200
    assert [quote for section, quote in quotes if quote not in words[section or 0]] == []


def test_the_account_of_the_13th_plan_is_complete(shipped: None) -> None:
    measured = Indicator.objects.filter(plan__slug="shaoxing-13").exclude(kind="composite")
    accounted = Observation.objects.filter(sources__dataset="shaoxing-13", year=2020)
    assert {each.series_id for each in accounted} == {each.series_id for each in measured}


def test_everything_has_its_sentence_and_place(shipped: None) -> None:
    assert not Indicator.objects.filter(quote="").exists()
    assert not Indicator.objects.filter(plan__slug="shaoxing-14", section=None).exists()
    assert not Project.objects.filter(quote="").exists()
    assert not Mention.objects.filter(quote="").exists()
    assert not Indicator.objects.filter(department=None).exists()


def numbers_and_quotes() -> Iterator[tuple[str, str, str]]:
    for indicator in Indicator.objects.all():
        yield indicator.code, indicator.target_text, indicator.quote
        if indicator.baseline_quote:
            yield f"{indicator.code} base", indicator.baseline_text, indicator.baseline_quote
    for mention in Mention.objects.select_related("indicator"):
        yield f"{mention.indicator.code} mention", mention.value_text, mention.quote


def test_every_quote_contains_the_number_of_its_target(shipped: None) -> None:
    found = re.compile(r"\d+(?:\.\d+)?")
    missing = [
        (name, number)
        for name, text, quote in numbers_and_quotes()
        for number in found.findall(unicodedata.normalize("NFKC", text))
        if number not in found.findall(unicodedata.normalize("NFKC", quote))
    ]
    assert missing == []


def test_editing_an_indicator_reads_its_texts_as_loading_did(shipped: None) -> None:
    def parsed(indicator: Indicator) -> tuple[object, ...]:
        return (indicator.baseline_value, indicator.target_op, indicator.target_value)

    for indicator in Indicator.objects.all():
        loaded = parsed(indicator)
        set_parsed_values(indicator)
        assert parsed(indicator) == loaded


def test_load_then_export_is_byte_identical(shipped: None, tmp_path: Path) -> None:
    assert f"{len(shipped_tree())}个文件" in output("export_plan", "--all", str(tmp_path))
    assert files_below(tmp_path) == shipped_tree()


def test_one_plan_is_exported_with_the_shared_files(shipped: None, tmp_path: Path) -> None:
    output("export_plan", "shaoxing-13", str(tmp_path))
    without_14 = {
        path: each for path, each in shipped_tree().items() if not path.startswith("shaoxing-14")
    }
    assert files_below(tmp_path) == without_14
    assert "没有变化" in output("load_plan", str(tmp_path / "shaoxing-13"))


def test_loading_again_says_that_nothing_changed(shipped: None) -> None:
    for folder in (SHIPPED, SHIPPED / "shaoxing-13", SHIPPED / "shaoxing-14"):
        assert output("load_plan", str(folder)) == "与库中一致，没有变化（0处）。\n"


def test_one_plan_is_loaded_with_the_shared_files_beside_it(db: None, tmp_path: Path) -> None:
    output("load_plan", str(SHIPPED / "shaoxing-14"))
    assert set(Indicator.objects.values_list("plan__slug", flat=True)) == {"shaoxing-14"}
    assert Observation.objects.exists()


def test_loading_from_inside_the_folder_of_a_plan(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(SHIPPED / "shaoxing-13")
    output("load_plan", ".")
    assert Indicator.objects.filter(plan__slug="shaoxing-13").count() == 38


def test_a_dry_run_by_command_changes_nothing(db: None) -> None:
    text = output("load_plan", "--dry-run", str(SHIPPED))
    assert "  + sx14-gdp\n" in text
    assert "未写入任何内容" in text
    assert not Indicator.objects.exists()


def test_the_command_tells_all_errors_and_changes_nothing(db: None, tmp_path: Path) -> None:
    tree = with_cell(small_tree(), INDICATORS, row=2, series="gpd", target_text="很高")
    stderr = io.StringIO()
    folder = write_tree(with_file(tree, "regions.csv", ""), tmp_path)
    with pytest.raises(CommandError, match="共3处错误，未写入任何内容"):
        call_command("load_plan", str(folder), stderr=stderr)
    assert [line.split("：")[0] for line in stderr.getvalue().splitlines()] == [
        "regions.csv",
        "test-14/indicators.csv 第2行 series列",
        "test-14/indicators.csv 第2行 target_text列",
    ]
    assert not Section.objects.exists()


def test_files_as_excel_saves_them_load_alike(db: None, tmp_path: Path) -> None:
    excel = {
        path: content.decode().replace("\n", "\r\n").encode("gb18030")
        for path, content in shipped_tree().items()
    }
    output("load_plan", str(write_tree(excel, tmp_path / "excel")))
    output("export_plan", "--all", str(tmp_path / "out"))
    assert files_below(tmp_path / "out") == shipped_tree()


def test_a_folder_that_is_not_there_is_an_error(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="1处错误"):
        call_command("load_plan", str(tmp_path / "nowhere"), stderr=io.StringIO())


@pytest.mark.parametrize("arguments", [["shaoxing-99", "x"], ["x"], ["--all", "shaoxing-14", "x"]])
def test_export_says_what_it_needs(shipped: None, arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("export_plan", *arguments)


def test_export_replaces_files_and_leaves_no_others(shipped: None, tmp_path: Path) -> None:
    (tmp_path / "series.csv").write_text("old")
    (tmp_path / "notes.txt").write_text("mine")
    output("export_plan", "--all", str(tmp_path))
    assert files_below(tmp_path) == {**shipped_tree(), "notes.txt": b"mine"}


def test_a_folder_that_cannot_be_written_is_an_error(shipped: None, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="写不进"):
        call_command("export_plan", "--all", str(tmp_path / "file" / "below"))


def test_loading_succeeds_while_the_broker_is_away(
    db: None,
    no_broker: None,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with django_capture_on_commit_callbacks(execute=True) as sent:
        output("load_plan", str(SHIPPED))
    assert len(sent) == 2, "the verdicts, and the sums of projects"
    assert caplog.text.count("消息队列暂不可用") == 2
    assert Assessment.objects.exclude(stale_since=None).exists()
    assert RollUp.objects.exclude(stale_since=None).exists()
