"""Several people load at once, or load while others write: nothing doubled, nothing half."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from indicators.models import Indicator, Observation
from plans.models import Department
from shaoxing_plan.plan_files.exporting.export import exported
from shaoxing_plan.plan_files.format.contents import FileTree
from shaoxing_plan.plan_files.format.errors import PlanFilesError
from shaoxing_plan.plan_files.loading.load import LoadReport, load
from tests.factories import NOW
from tests.plan_folders import small_tree, with_cell
from tests.services import wait_until

pytestmark = pytest.mark.usefixtures("transactional_db")


def load_and_leave(tree: FileTree) -> LoadReport:
    """Load in a thread of its own, giving its connection back."""
    try:
        return load(tree, now=NOW)
    finally:
        connection.close()


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def test_the_same_files_loaded_at_once_are_loaded_once() -> None:
    with ThreadPoolExecutor(3) as threads:
        reports = list(threads.map(load_and_leave, [small_tree()] * 3))
    counts = sorted(report.count for report in reports)
    assert counts[:2] == [0, 0]
    assert counts[2] > 0
    assert Observation.objects.count() == 3
    assert exported(["test-14"]) == small_tree()


def test_different_files_loaded_at_once_leave_one_of_them_whole() -> None:
    load(small_tree(), now=NOW)
    trees = [
        with_cell(
            small_tree(), "test-14/indicators.csv", row=2, number=number, note=f"第{number}版"
        )
        for number in ("11", "12", "13")
    ]
    with ThreadPoolExecutor(3) as threads:
        list(threads.map(load_and_leave, trees))
    assert exported(["test-14"]) in trees


def test_a_row_written_by_somebody_else_meanwhile_takes_all_back() -> None:
    """Its writer commits while loading waits for it: the load is refused, and can be repeated."""
    waiting: Future[LoadReport]
    with ThreadPoolExecutor(1) as thread:
        with transaction.atomic():
            Department.objects.create(code="late", name="市统计局", short_name="统计")
            waiting = thread.submit(load_and_leave, small_tree())
            wait_until(somebody_waits, what="loading to wait for the department's name")
        with pytest.raises(PlanFilesError, match="与别处刚做的修改相冲突"):
            waiting.result(timeout=30)
    assert not Indicator.objects.exists()
    with pytest.raises(PlanFilesError, match="已是后台录入的部门late的名称"):
        load(small_tree(), now=NOW)
