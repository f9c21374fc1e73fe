"""Writes a department's prefilled rows as CSV for spreadsheets; the columns are the workbook's."""

from __future__ import annotations

from collections.abc import Sequence

from indicators.downloads import csv_file
from indicators.workbook.layouts import Layout
from indicators.workbook.rows import SheetRow


def csv_workbook(layout: Layout, rows: Sequence[SheetRow], *, is_demo: bool) -> str:
    """Return the rows as a CSV file with BOM, hidden columns first as in the workbook."""
    return csv_file(
        header=[column.header for column in layout.columns],
        rows=[[row.text(column.key) for column in layout.columns] for row in rows],
        is_demo=is_demo,
    )
