"""A department with its round, and what a clerk does with its workbook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from django.contrib.auth.models import User
from openpyxl.worksheet.worksheet import Worksheet

from indicators.models import Upload
from indicators.selectors.entry.sheet import SheetScope, sheet_rows
from indicators.services.on_behalf import OnBehalf
from indicators.services.rounds import ensure_rounds
from indicators.services.uploads import NewUpload, receive_upload
from indicators.upload_reading import read_upload
from indicators.workbook.columns import FIGURES
from indicators.workbook.csv_writing import csv_workbook
from indicators.workbook.figures import FigureRow
from indicators.workbook.writing import Cover, workbook_file
from plans.models import Department, Plan
from tests.factories import make_department, make_indicator, make_plan
from tests.people import make_clerk

NOW = datetime(2023, 2, 1, 1, 0, tzinfo=UTC)
YEAR = 2022
KEYS = list(FIGURES.by_key)


@dataclass
class Desk:
    """A clerk's department in a round, with shorthands for what he does."""

    plan: Plan
    department: Department
    clerk: User

    def rows(self) -> list[FigureRow]:
        scope = SheetScope(plan=self.plan, years=(YEAR,), department=self.department)
        return sheet_rows(scope, today=NOW.date())

    def workbook(self, **cells: object) -> bytes:
        """Return the downloaded workbook, the first row filled in: `value_text="34"`."""
        cover = Cover(title="填报表", department="市统计局", due="")
        content = workbook_file(FIGURES, self.rows(), cover=cover)
        if not cells:
            return content

        def fill(sheet: Worksheet) -> None:
            for key, value in cells.items():
                put(sheet, key, value)

        return edited(content, fill)

    def csv(self, *, is_demo: bool = False) -> str:
        """Return the same rows as they are downloaded as CSV."""
        return csv_workbook(FIGURES, self.rows(), is_demo=is_demo)

    def upload(
        self, content: bytes, *, name: str = "填报表.xlsx", user: User | None = None
    ) -> Upload:
        """Send a file and have it read, as the worker does."""
        new = NewUpload(plan=self.plan, year=YEAR, department=self.department, name=name)
        upload = receive_upload(new, [content], user=user or self.clerk, now=NOW)
        read_upload(upload.pk, now=NOW)
        upload.refresh_from_db()
        return upload


def cell(sheet: Worksheet, key: str, row: int = 2):
    return sheet.cell(row=row, column=KEYS.index(key) + 1)


def put(sheet: Worksheet, key: str, value: object, *, row: int = 2) -> None:
    cell(sheet, key, row).value = value


def edited(content: bytes, change: Callable[[Worksheet], None]) -> bytes:
    """Return a workbook after somebody worked on its first sheet."""
    book = openpyxl.load_workbook(BytesIO(content))
    change(book.worksheets[0])
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def behalf() -> OnBehalf:
    return OnBehalf(reason="补录", document="统计年鉴2023")


@pytest.fixture(autouse=True)
def var_dir(settings, tmp_path: Path) -> Path:
    """Uploads lie in a folder of the test's own."""
    settings.VAR_DIR = tmp_path
    return tmp_path


@pytest.fixture
def desk(db) -> Desk:
    department = make_department()
    plan = make_plan()
    ensure_rounds(plan)
    make_indicator(
        plan, code="pm", name="细颗粒物", unit="微克/立方米", base="40", target="30",
        direction="fall", number=1, department=department, actuals={2021: "38"},
    )  # fmt: skip
    make_indicator(
        plan, code="rate", name="城镇化率", unit="%", base="71", target="75", number=2,
        department=department,
    )  # fmt: skip
    make_indicator(
        plan, code="energy", name="单位能耗降低", kind="assigned", target="完成省下达指标",
        number=3, department=department,
    )  # fmt: skip
    return Desk(plan=plan, department=department, clerk=make_clerk(department))
