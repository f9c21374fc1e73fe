"""What plan files change is on the record: by whom, of which file, and of which figure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet
from django.test import Client

from indicators.models import Observation
from plans.models import RecordEntry
from shaoxing_plan.plan_files.format.errors import PlanFilesError
from shaoxing_plan.plan_files.format.writing import written_zip
from shaoxing_plan.plan_files.loading.load import load
from tests.factories import NOW
from tests.people import make_user
from tests.plan_folders import small_tree, with_cell, with_row, without_row

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
FIGURES = "test-14/observations.csv"
INDICATORS = "test-14/indicators.csv"


def lines(kind: str) -> QuerySet[RecordEntry]:
    return RecordEntry.objects.filter(subject_kind=kind).order_by("pk")


def test_a_first_load_names_every_file_and_every_figure() -> None:
    report = load(small_tree(), now=NOW)
    changed = {each.file for each in report.differences if each.count}
    assert {each.subject_key for each in lines("plan_file")} == changed
    assert {each.subject_key for each in lines("figure")} == {
        str(each.pk) for each in Observation.objects.all()
    }
    assert lines("figure")
    assert {each.actor_name for each in RecordEntry.objects.all()} == {"系统"}


def test_loading_again_says_nothing_new() -> None:
    load(small_tree(), now=NOW)
    before = RecordEntry.objects.count()
    load(small_tree(), now=LATER)
    assert RecordEntry.objects.count() == before


def test_a_dry_run_and_a_refused_load_leave_no_line() -> None:
    load(small_tree(), now=NOW, dry_run=True)
    with pytest.raises(PlanFilesError):
        load(with_cell(small_tree(), FIGURES, row=2, year="沒有"), now=NOW)
    assert not RecordEntry.objects.exists()


def test_a_figure_written_otherwise_shows_before_and_after() -> None:
    load(small_tree(), now=NOW)
    known = lines("figure").count()
    load(with_cell(small_tree(), FIGURES, row=3, published_on="2022-03-03"), now=LATER)
    (line,) = lines("figure")[known:]
    assert (line.at, line.action_name) == (LATER, "按文件修改数据")
    assert line.details["新"]["公布日期"] == "2022-03-03"
    assert line.details["原"]["公布日期"] != "2022-03-03"
    assert line.year is not None


def test_a_figure_that_leaves_the_files_is_told_as_withdrawn() -> None:
    load(small_tree(), now=NOW)
    known = lines("figure").count()
    load(without_row(small_tree(), FIGURES, row=3), now=LATER)
    (line,) = lines("figure")[known:]
    gone = Observation.objects.get(pk=line.subject_key)
    assert line.action_name == "按文件撤回数据"
    assert gone.withdrawn_at == LATER
    assert line.details == {"原": line.details["原"]}
    assert line.details["原"]["数值"] == gone.value_text


def test_a_changed_row_of_a_plan_is_told_cell_by_cell() -> None:
    load(small_tree(), now=NOW)
    known = lines("plan_file").count()
    load(with_cell(small_tree(), INDICATORS, row=2, name="改了名的指标"), now=LATER)
    (line,) = lines("plan_file")[known:]
    assert line.subject_key == INDICATORS
    assert "改了名的指标" in line.details["修改"][0]


def test_definitions_and_changed_targets_are_found_one_by_one() -> None:
    load(small_tree(), now=NOW)
    revisions = "test-14/target_revisions.csv"
    for kind, file in (("definition", "definitions.csv"), ("target", revisions)):
        rows = small_tree()[file].decode().splitlines()[1:]
        assert lines(kind).count() == len(rows) > 0, file


def test_an_upload_in_the_back_office_is_its_uploaders(client: Client) -> None:
    admin = User.objects.create_superuser("root")
    client.force_login(admin)
    sent: Any = {"archive": SimpleUploadedFile("规划.zip", written_zip(small_tree()))}
    preview = client.post("/admin/load-plan/", sent)
    client.post("/admin/load-plan/", {"confirm": preview.context["mark"]})
    assert {each.actor for each in lines("plan_file")} == {admin}
    assert {each.actor for each in lines("figure")} == {admin}


def test_planners_find_them_by_the_name_of_the_figure(client: Client) -> None:
    load(small_tree(), now=NOW)
    client.force_login(make_user("planner"))
    some = lines("figure").first()
    assert some is not None
    page = client.get("/review/record/", {"text": some.subject_name, "kind": "figure"})
    html = page.content.decode()
    assert "按文件录入数据" in html
    assert "按文件载入的数据" in html


def test_fifty_more_figures_are_recorded_in_as_many_queries_as_one(
    django_assert_max_num_queries: Any,
) -> None:
    tree = small_tree()
    load(tree, now=NOW)
    seen = []
    for wanted in (1, 50):
        known = lines("figure").count()
        for number in range(wanted):
            day = str(date(2022 + wanted // 50, 3, 1) + timedelta(days=number))
            tree = with_row(tree, FIGURES, copied=2, vintage="revised", published_on=day)
        with django_assert_max_num_queries(400) as captured:
            load(tree, now=LATER)
        assert lines("figure").count() == known + wanted
        seen.append(len(captured))
    assert seen[0] == seen[1]
