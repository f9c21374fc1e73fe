"""Writes a department's prefilled rows as CSV for spreadsheets; the columns are the workbook's."""

from __future__ import annotations

from collections.abc import Sequence

from indicators.downloads import csv_file
from indicators.workbook.columns import COLUMNS
from indicators.workbook.rows import SheetRow


def csv_workbook(rows: Sequence[SheetRow], *, is_demo: bool) -> str:
    """Return the rows as a CSV file with BOM, hidden columns first as in the workbook."""
    return csv_file(
        header=[column.header for column in COLUMNS],
        rows=[[row.text(column.key) for column in COLUMNS] for row in rows],
        is_demo=is_demo,
    )
