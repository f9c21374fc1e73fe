"""Many drafts are written by a worker: all or none, once, with a progress bar that moves."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.urls import reverse

from indicators import tasks
from indicators.kept_files import upload_path
from indicators.models import Submission, Upload
from indicators.services.confirming import (
    AT_ONCE,
    TOO_LONG,
    NotAllWrittenError,
    confirm_upload,
    give_back,
    shown_progress,
    write_upload,
)
from indicators.services.entries import Entry, Place
from indicators.services.reporting import save_draft
from indicators.services.upload_writing import write_figures
from indicators.services.uploads import (
    NewUpload,
    discard_upload,
    receive_upload,
    resend_uploads,
)
from indicators.workflow import RefusedError
from plans.models import RecordEntry
from tests.factories import make_indicator
from tests.indicators.workbook.conftest import NOW, YEAR, edited, put
from tests.services import wait_until
from tests.workers import run_worker

MANY = AT_ONCE + 5


@pytest.fixture
def upload(desk, no_broker):
    """A previewed file with more figures than are written while somebody waits."""
    return many(desk)


def many(desk) -> Upload:
    return desk.upload(many_filled_in(desk))


def many_filled_in(desk) -> bytes:
    for _ in range(MANY):
        make_indicator(desk.plan, base="40", target="50", department=desk.department)

    def fill(sheet):
        for row in range(5, 5 + MANY):
            put(sheet, "value_text", 42, row=row)

    return edited(desk.workbook(), fill)


def progress_seen_by_others() -> tuple[int, int]:
    """Return the progress and the number of drafts another connection sees."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute(
                "select progress, (select count(*) from indicators_submission)"
                " from indicators_upload"
            )
            progress, drafts = cursor.fetchone()
    finally:
        other.close()
    return progress, drafts


@pytest.mark.django_db
class TestInTheBackground:
    def test_many_are_left_to_a_worker(self, desk, upload):
        assert confirm_upload(upload.pk, user=desk.clerk, now=NOW) is None
        upload.refresh_from_db()
        assert (upload.state, upload.progress) == ("writing", 0)
        assert not Submission.objects.exists()
        assert write_upload(upload.pk, write=write_figures, now=NOW) == MANY
        upload.refresh_from_db()
        assert (upload.state, Submission.objects.count()) == ("confirmed", MANY)
        entry = RecordEntry.objects.get(action="confirm_upload")
        assert (entry.actor, entry.details) == (desk.clerk, {"写入草稿": MANY})

    def test_who_confirms_twice_or_drops_it_meanwhile_is_told(self, desk, upload):
        confirm_upload(upload.pk, user=desk.clerk, now=NOW)
        with pytest.raises(RefusedError, match="正在写入草稿"):
            confirm_upload(upload.pk, user=desk.clerk, now=NOW)
        with pytest.raises(RefusedError, match="不能放弃"):
            discard_upload(upload.pk, user=desk.clerk, now=NOW)

    def test_a_task_that_comes_twice_writes_once(self, desk, upload):
        confirm_upload(upload.pk, user=desk.clerk, now=NOW)
        assert write_upload(upload.pk, write=write_figures, now=NOW) == MANY
        assert write_upload(upload.pk, write=write_figures, now=NOW) is None
        assert set(Submission.objects.values_list("version", flat=True)) == {1}

    def test_nothing_is_written_that_was_not_confirmed(self, upload):
        assert write_upload(upload.pk, write=write_figures, now=NOW) is None
        assert not Submission.objects.exists()

    def test_one_figure_changed_meanwhile_stops_all_and_is_named(self, desk, upload):
        confirm_upload(upload.pk, user=desk.clerk, now=NOW)
        last = desk.plan.indicators.order_by("-position").first()
        place = Place(indicator=last, year=YEAR, vintage="preliminary")
        save_draft(place, Entry(value_text="41"), user=desk.clerk, now=NOW, seen=None)
        with pytest.raises(NotAllWrittenError, match="一项也没有写入"):
            write_upload(upload.pk, write=write_figures, now=NOW)
        upload.refresh_from_db()
        assert (upload.state, Submission.objects.count()) == ("ready", 1)
        (fault,) = upload.result["faults"]
        assert "41" in fault["message"]

    def test_a_worker_that_dies_leaves_nothing_and_the_next_one_writes_all(self, desk, upload):
        confirm_upload(upload.pk, user=desk.clerk, now=NOW)

        def die(progress: int) -> None:
            if progress > 50:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            write_upload(upload.pk, write=write_figures, now=NOW, tell=die)
        assert not Submission.objects.exists()
        assert not RecordEntry.objects.filter(action="confirm_upload").exists()
        assert write_upload(upload.pk, write=write_figures, now=NOW) == MANY

    def test_what_is_forgotten_is_sent_again(self, desk, upload):
        confirm_upload(upload.pk, user=desk.clerk, now=NOW)
        assert resend_uploads(now=NOW + timedelta(seconds=30)) == 0
        assert resend_uploads(now=NOW + timedelta(minutes=5)) == 1

    def test_what_took_too_long_can_be_confirmed_again(self, desk, upload):
        confirm_upload(upload.pk, user=desk.clerk, now=NOW)
        give_back(upload.pk, message=TOO_LONG, now=NOW)
        upload.refresh_from_db()
        assert upload.state == "ready"
        confirm_upload(upload.pk, user=desk.clerk, now=NOW)
        upload.refresh_from_db()
        assert upload.message == ""

    def test_what_broke_off_can_be_confirmed_again_and_is_said(self, desk, upload, client):
        """A preview an older version kept, which this one cannot write."""
        confirm_upload(upload.pk, user=desk.clerk, now=NOW)
        del upload.result["changes"][-1]["indicator"]
        upload.refresh_from_db(fields=["state"])
        upload.save()
        assert tasks.write_upload.apply([str(upload.pk)]).state == "FAILURE"
        upload.refresh_from_db()
        assert (upload.state, Submission.objects.count()) == ("ready", 0)
        client.force_login(desk.clerk)
        html = client.get(reverse("upload_detail", args=[upload.pk])).content.decode()
        assert "一份草稿也没有写入。请再点“确认写入”" in html
        assert f"确认写入 {MANY} 份草稿" in html

    def test_few_that_break_off_while_the_sender_waits_can_be_confirmed_again(self, desk):
        upload = desk.upload(desk.workbook(value_text=34))
        Upload.objects.update(result={**upload.result, "changes": [{"row": 2}]})
        with pytest.raises(KeyError):
            confirm_upload(upload.pk, user=desk.clerk, now=NOW)
        upload.refresh_from_db()
        assert (upload.state, Submission.objects.count()) == ("ready", 0)
        assert "请再点“确认写入”" in upload.message

    def test_the_page_shows_how_far_it_is(self, desk, upload, client, monkeypatch):
        monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
        client.force_login(desk.clerk)
        page = reverse("upload_detail", args=[upload.pk])
        assert client.post(reverse("upload_confirm", args=[upload.pk])).url == page
        Upload.objects.update(progress=48)
        html = client.get(page).content.decode()
        assert "写入进度" in html
        assert 'value="48"' in html
        assert "确认写入" not in html
        progress = reverse("upload_progress", args=[upload.pk])
        assert "HX-Redirect" not in client.get(progress)
        assert "自动重试" not in client.get(progress).content.decode()
        Upload.objects.update(updated_at=NOW - timedelta(seconds=9))
        standing = client.get(progress).content.decode()
        assert "中断的将自动重试" in standing
        assert "可以离开本页" in standing
        write_upload(upload.pk, write=write_figures, now=NOW)
        assert client.get(progress)["HX-Redirect"] == page
        assert "已写入草稿" in client.get(page).content.decode()


def someone_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_locks where not granted")
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
class TestSeenByOthers:
    @pytest.mark.usefixtures("no_broker")
    def test_the_bar_moves_while_no_draft_is_to_be_seen(self, desk):
        upload = many(desk)
        confirm_upload(upload.pk, user=desk.clerk, now=NOW)
        seen = []
        with shown_progress(upload.pk, clock=lambda: NOW) as tell:

            def told(progress: int) -> None:
                tell(progress)
                seen.append((progress, *progress_seen_by_others()))

            write_upload(upload.pk, write=write_figures, now=NOW, tell=told)
        assert len(seen) > 3
        assert all(shown == progress for progress, shown, _ in seen)
        assert {drafts for *_, drafts in seen} == {0}
        assert progress_seen_by_others() == (100, MANY)

    @pytest.mark.usefixtures("no_broker")
    def test_of_two_workers_one_writes(self, desk):
        upload = many(desk)
        confirm_upload(upload.pk, user=desk.clerk, now=NOW)
        other = connection.copy()
        try:
            with other.cursor() as cursor:
                cursor.execute("begin")
                cursor.execute("select pg_advisory_xact_lock(%s)", [upload.pk.int % 2**63])
                assert write_upload(upload.pk, write=write_figures, now=NOW) is None
                cursor.execute("rollback")
        finally:
            other.close()
        assert write_upload(upload.pk, write=write_figures, now=NOW) == MANY

    def test_a_real_worker_ends_what_it_cannot_read_or_write(
        self, desk, settings, celery_worker_process
    ):
        """A file that is a folder, and a preview an older version kept."""
        settings.VAR_DIR = Path(os.environ["VAR_DIR"])
        desk.plan.reporting_rounds.update(opens_on="2020-01-01", locks_on="2099-01-01")
        new = NewUpload(plan=desk.plan, year=YEAR, department=desk.department, name="a.xlsx")
        with transaction.atomic():
            broken = receive_upload(new, [b""], user=desk.clerk, now=NOW)
            upload_path(broken.pk).unlink()
            upload_path(broken.pk).mkdir()
        refused = Upload.objects.filter(pk=broken.pk, state="refused")
        wait_until(refused.exists, what="the refusal")
        assert "系统意外出错" in refused.get().message
        upload_path(broken.pk).rmdir()
        Upload.objects.update(state="ready", result={"changes": [{"row": 2}] * MANY})
        assert confirm_upload(broken.pk, user=desk.clerk, now=NOW) is None
        ready = Upload.objects.filter(pk=broken.pk, state="ready")
        wait_until(ready.exists, what="the file to be given back")
        assert "一份草稿也没有写入" in ready.get().message
        log = celery_worker_process.log.read_text()
        assert f"reading of upload {broken.pk} broke off" in log
        assert "IsADirectoryError" in log

    @pytest.mark.usefixtures("broker")
    def test_what_a_killed_worker_was_writing_is_written_by_the_next(self, desk, settings):
        settings.VAR_DIR = Path(os.environ["VAR_DIR"])
        desk.plan.reporting_rounds.update(opens_on="2020-01-01", locks_on="2099-01-01")
        upload = many(desk)
        name = settings.DATABASES["default"]["NAME"]
        confirm_upload(upload.pk, user=desk.clerk, now=NOW)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("lock table indicators_submission in share mode")
            with run_worker(database=name, concurrency=1) as worker:
                wait_until(someone_waits_for_a_lock, what="the worker to reach the drafts")
                worker.kill()
        upload.refresh_from_db()
        assert (upload.state, Submission.objects.count()) == ("writing", 0)
        with run_worker(database=name):
            assert resend_uploads(now=NOW + timedelta(minutes=5)) == 1
            wait_until(lambda: Submission.objects.count() == MANY, what="the drafts")
        upload.refresh_from_db()
        assert upload.state == "confirmed"
        assert RecordEntry.objects.filter(action="confirm_upload").count() == 1

    @pytest.mark.usefixtures("celery_worker_process")
    def test_a_real_worker_reads_and_writes_them(self, desk, settings):
        settings.VAR_DIR = Path(os.environ["VAR_DIR"])
        desk.plan.reporting_rounds.update(opens_on="2020-01-01", locks_on="2099-01-01")
        new = NewUpload(plan=desk.plan, year=YEAR, department=desk.department, name="填报表.xlsx")
        upload = receive_upload(new, [many_filled_in(desk)], user=desk.clerk, now=NOW)
        ready = Upload.objects.filter(pk=upload.pk, state="ready")
        wait_until(ready.exists, what="the preview")
        assert confirm_upload(upload.pk, user=desk.clerk, now=NOW) is None
        wait_until(lambda: Submission.objects.count() == MANY, what="the drafts")
        upload.refresh_from_db()
        assert upload.state == "confirmed"
