"""Columns fit the models they fill, and a written file reads back as what was written."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import CharField, DecimalField, Model
from hypothesis import given
from hypothesis import strategies as st

from indicators.models import (
    Definition,
    Indicator,
    Mention,
    Milestone,
    Observation,
    ObservationSource,
    Series,
    TargetRevision,
)
from plans.models import Department, Plan, Region, Section
from projects.models import BoxItem, Project
from shaoxing_plan.plan_files.format import tables
from shaoxing_plan.plan_files.format.cells import CellError, decimal, render
from shaoxing_plan.plan_files.format.contents import read_contents
from shaoxing_plan.plan_files.format.plan_yaml import read_plan
from shaoxing_plan.plan_files.format.reading import read_sheet
from shaoxing_plan.plan_files.format.rows import PlanRow, SectionRow
from shaoxing_plan.plan_files.format.tables import PLAN, SECTIONS, Table
from shaoxing_plan.plan_files.format.writing import written_file
from tests.plan_folders import shipped_tree, small_tree

FILLED: list[tuple[Table[Any], type[Model]]] = [
    (tables.DEPARTMENTS, Department),
    (tables.REGIONS, Region),
    (tables.SERIES, Series),
    (tables.DEFINITIONS, Definition),
    (tables.PLAN, Plan),
    (tables.SECTIONS, Section),
    (tables.INDICATORS, Indicator),
    (tables.MENTIONS, Mention),
    (tables.MILESTONES, Milestone),
    (tables.TARGET_REVISIONS, TargetRevision),
    (tables.BOX_ITEMS, BoxItem),
    (tables.PROJECTS, Project),
    (tables.OBSERVATIONS, Observation),
    (tables.OBSERVATIONS, ObservationSource),
]
RENAMED = {"source_title": "title", "source_url": "url"}
BOUND = [
    pytest.param(table, column, field, id=f"{table.name}.{column} in {model.__name__}")
    for table, model in FILLED
    for column in table.columns
    for field in model._meta.fields
    if field.name == RENAMED.get(column, column)
]


@pytest.mark.parametrize(
    ("table", "column", "field"),
    [
        each
        for each in BOUND
        if type(each.values[2]).__name__ in {"CharField", "URLField", "SlugField"}
    ],
)
def test_a_text_as_long_as_its_field_is_read_and_no_longer(
    table: Table[Any], column: str, field: CharField[Any, Any]
) -> None:
    parse, limit = table.columns[column], field.max_length
    assert limit is not None
    longest = "http://" + "a" * (limit - 7) if "url" in column else "1" * limit
    if field.choices or (column == "code" and table is tables.REGIONS):
        assert all(len(value) <= limit for value, _ in field.choices or ())
        return
    assert parse(longest) == longest
    with pytest.raises(CellError):
        parse(longest + "1")


@pytest.mark.parametrize(
    ("table", "column", "field"),
    [each for each in BOUND if isinstance(each.values[2], DecimalField)],
)
def test_a_number_as_large_as_its_field_is_read_and_no_larger(
    table: Table[Any], column: str, field: DecimalField[Any, Any]
) -> None:
    digits, places = field.max_digits, field.decimal_places
    largest = "9" * (digits - places) + "." + "9" * places
    assert table.columns[column](largest) == Decimal(largest)
    for larger in ("9" + largest, largest + "9"):
        with pytest.raises(CellError):
            table.columns[column](larger)


def test_every_column_is_a_field_of_its_row() -> None:
    for table, _ in FILLED:
        assert table.header == table.row_type.columns()


@pytest.mark.parametrize("tree", [small_tree(), shipped_tree()], ids=["small", "shipped"])
def test_what_is_read_is_written_byte_for_byte(tree: dict[str, bytes]) -> None:
    written = {
        sheet.file: written_file(sheet.table, sheet.rows)
        for sheet in read_contents(tree).sheets
        if sheet.file in tree
    }
    assert written == tree


# Whatever a cell may hold: what cannot be seen is refused, and space around is no part of it.
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"])).map(str.strip)


@given(texts=st.lists(TEXTS.filter(bool), min_size=2, max_size=2))
def test_any_text_survives_a_table(texts: list[str]) -> None:
    title, text = texts[0][:120].strip(), texts[1]
    row = SectionRow(code="c1", kind="chapter", number="一", title=title, parent="", text=text)
    content = written_file(SECTIONS, [row])
    assert read_sheet(SECTIONS, file="sections.csv", content=content).rows == (row,)


@given(title=TEXTS.filter(bool), document=TEXTS, closed_on=st.dates(date(1949, 1, 1)) | st.none())
def test_any_text_survives_a_plan(title: str, document: str, closed_on: date | None) -> None:
    row = PlanRow(
        slug="p",
        title=title[:120].strip(),
        short_title="null",
        region="330600",
        base_year=2020,
        first_year=2021,
        last_year=2025,
        approved_on=None,
        closed_on=closed_on,
        document=document[:200].strip(),
        source_url="",
    )
    content = written_file(PLAN, [row])
    sheet = read_plan(file="plan.yaml", content=content)
    assert (sheet.errors, sheet.rows) == ((), (row,))


@given(
    number=st.decimals(
        allow_nan=False, allow_infinity=False, places=8, max_value=10**15, min_value=-(10**15)
    )
)
def test_any_number_survives_its_cell(number: Decimal) -> None:
    assert decimal(digits=24, places=8)(render(number)) == number


def test_a_cell_of_several_lines_is_quoted_and_kept() -> None:
    row = SectionRow(
        code="c1", kind="chapter", number="一", title='"引号",', parent="", text="一\n二"
    )
    content = written_file(SECTIONS, [row])
    assert list(csv.reader(io.StringIO(content.decode())))[1] == [
        "c1",
        "chapter",
        "一",
        '"引号",',
        "",
        "一\n二",
    ]
    assert read_sheet(SECTIONS, file="sections.csv", content=content).rows == (row,)
