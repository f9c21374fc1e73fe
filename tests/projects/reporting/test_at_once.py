"""Projects are changed while they are reported: whoever comes second is told, nothing is torn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from indicators.workflow import Action, RefusedError, Stage
from projects.models import Project, ProjectReport
from projects.services.structure import locked_project, merge_projects, save_project
from tests.factories import make_department
from tests.people import make_clerk, make_user
from tests.services import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def are_waiting(least: int) -> bool:
    """Return whether so many connections wait for a lock; the server is the test's own."""
    with connection.cursor() as cursor:
        cursor.execute("select count(distinct pid) from pg_locks where not granted")
        return int(cursor.fetchone()[0]) >= least


@contextmanager
def meanwhile(*deeds: Callable[[], object]) -> Iterator[list[Future[str]]]:
    """Run deeds in connections of their own, each until it waits for a lock that is held here."""

    def told(deed: Callable[[], object]) -> str:
        try:
            deed()
        except RefusedError as error:
            return str(error)
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(deeds)) as others, transaction.atomic():
        futures: list[Future[str]] = []
        yield futures
        for number, deed in enumerate(deeds, start=1):
            futures.append(others.submit(told, deed))
            wait_until(partial(are_waiting, number), what="a lock to be waited for")


@pytest.fixture
def other():
    return make_department(code="jsj", name="市建设局")


@pytest.fixture
def admin(db) -> Client:
    user = make_user("admin")
    user.is_staff = user.is_superuser = True
    user.save()
    client = Client()
    client.force_login(user)
    return client


def test_a_first_draft_waits_for_the_project_to_be_given_away(desk, other):
    with meanwhile(lambda: desk.save(desk.road)) as told:
        project = locked_project(desk.road)
        project.department = other
        save_project(project, now=timezone.now())
    assert "由建设局填报" in told[0].result()
    assert not ProjectReport.objects.exists()


def test_a_first_draft_waits_for_the_merger(desk):
    with meanwhile(lambda: desk.save(desk.road)) as told:
        merge_projects(
            desk.road,
            into=desk.museum,
            keeps_history=False,
            reason="重复登记",
            user=desk.planner,
            now=timezone.now(),
        )
    assert "停用（重复登记），不再填报" in told[0].result()
    assert not ProjectReport.objects.exists()


def test_the_back_office_waits_for_the_first_draft_and_says_which(desk, other, admin):
    page = f"/admin/projects/project/{desk.road.pk}/change/"
    pages = []
    give = {"department": other.pk}
    with meanwhile(lambda: pages.append(admin.post(page, give, follow=True))) as told:
        desk.save(desk.road)
    assert told[0].result() == "done"
    assert "2022年（交通局，草稿）；请先办完" in pages[0].content.decode()
    assert Project.objects.get(code="road").department == desk.department


def test_a_project_reported_while_it_is_deleted_stays(desk, admin):
    page = f"/admin/projects/project/{desk.road.pk}/delete/"
    pages = []
    with meanwhile(lambda: pages.append(admin.post(page, {"post": "yes"}))) as told:
        desk.save(desk.road)
    assert told[0].result() == "done"
    assert pages[0].status_code == 302
    words = " ".join(str(each) for each in admin.get("/admin/").context["messages"])
    assert "有填报，或经过合并、拆分，不能删除" in words
    assert ProjectReport.objects.count() == 1


def test_two_projects_merged_into_each_other_at_once(desk):
    def merge(project, into):
        merge_projects(
            project, into=into, keeps_history=False, reason="重复", user=desk.planner,
            now=timezone.now(),
        )  # fmt: skip

    road, museum = desk.road, desk.museum
    with meanwhile(lambda: merge(road, museum), lambda: merge(museum, road)) as told:
        list(Project.objects.select_for_update())
    assert sorted("done" if each.result() == "done" else "refused" for each in told) == [
        "done",
        "refused",
    ]
    assert Project.objects.filter(retired_on=None).count() == 1


def test_a_report_revoked_while_its_project_is_given_away_goes_to_the_new_department(desk, other):
    report = desk.approve(desk.road)
    revoke = lambda: desk.step(report, Action.REVOKE, reason="来源更正")  # noqa: E731
    with meanwhile(revoke) as told:
        project = locked_project(desk.road)
        project.department = other
        save_project(project, now=timezone.now())
    assert told[0].result() == "done"
    report.refresh_from_db()
    assert (report.stage, report.department) == (Stage.RETURNED, other)


def test_a_step_beside_one_that_changes_the_author_is_told_of_it(desk, clerk):
    seen = desk.save(desk.road)
    other_clerk = make_clerk(desk.department, username="qian")
    pages = []
    address, form = f"/entry/projects/reports/{seen.pk}/step/", {"action": "take_back"}
    with meanwhile(lambda: pages.append(clerk.post(address, form))) as told:
        desk.step(seen, Action.SUBMIT, user=other_clerk)
    assert told[0].result() == "done"
    assert "已被改动" in pages[0].content.decode()
