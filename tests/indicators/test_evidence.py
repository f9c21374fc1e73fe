"""Files that prove figures: kept once, for several figures, shown to those who may see them."""

from __future__ import annotations

import re
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from indicators.models import Evidence, Submission, Vintage
from indicators.services.entries import Entry, Place
from indicators.services.evidence import (
    MOST_FILES,
    NewFile,
    RefusedFilesError,
    add_evidence,
    attach_evidence,
    detach_evidence,
)
from indicators.services.reporting import save_draft
from indicators.services.rounds import ensure_rounds
from indicators.workflow import Action, RefusedError, Stage
from plans.models import RecordEntry
from tests.factories import make_department, make_indicator, make_plan
from tests.people import make_clerk, make_planner, make_signer, make_user
from tests.steps import take_step

pytestmark = pytest.mark.django_db
NOW = datetime(2023, 2, 1, 1, 0, tzinfo=UTC)
PDF = b"%PDF-1.7\n...%%EOF"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20


def package(*members: str) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for member in ("[Content_Types].xml", *members):
            archive.writestr(member, "<a/>")
    return buffer.getvalue()


@pytest.fixture(autouse=True)
def var_dir(settings, tmp_path: Path) -> Path:
    settings.VAR_DIR = tmp_path
    return tmp_path


@pytest.fixture
def department():
    return make_department()


@pytest.fixture
def clerk(department):
    return make_clerk(department)


@pytest.fixture
def figures(department, clerk) -> list[Submission]:
    """Two drafts of the department, in a round that stays open."""
    plan = make_plan()
    ensure_rounds(plan)
    plan.reporting_rounds.update(locks_on="2999-01-01")
    return [
        save_draft(
            Place(
                indicator=make_indicator(plan, department=department),
                year=2022,
                vintage=Vintage.PRELIMINARY,
            ),
            Entry(value_text="1"),
            user=clerk,
            now=NOW,
            seen=None,
        )
        for _ in range(2)
    ]


def add(figure, user, *files: tuple[str, bytes]) -> list[Evidence]:
    new = [NewFile(name=name, chunks=[content]) for name, content in files]
    return add_evidence(figure.pk, new, user=user, now=NOW)


def stored(var_dir: Path) -> list[str]:
    return sorted(path.name for path in (var_dir / "evidence").rglob("*") if path.is_file())


def test_several_files_for_one_figure_and_one_file_for_several(figures, clerk, var_dir):
    first, second = figures
    kept = add(first, clerk, ("公报.pdf", PDF), ("截图.png", PNG))
    attach_evidence(second.pk, kept[0].pk, user=clerk, now=NOW)
    assert [each.name for each in first.evidence.order_by("pk")] == ["公报.pdf", "截图.png"]
    assert list(second.evidence.all()) == [kept[0]]
    assert stored(var_dir) == sorted(each.sha256 for each in kept)
    path = var_dir / "evidence" / kept[0].sha256[:2] / kept[0].sha256
    assert path.read_bytes() == PDF
    assert path.stat().st_mode & 0o077 == 0
    names = RecordEntry.objects.filter(action="attach").values_list("details__文件", flat=True)
    assert sorted(names) == ["公报.pdf", "公报.pdf", "截图.png"]


def test_the_same_content_is_kept_once(figures, clerk, var_dir):
    add(figures[0], clerk, ("a.pdf", PDF))
    add(figures[1], clerk, ("b.pdf", PDF))
    add(figures[1], clerk, ("b.pdf", PDF))
    assert Evidence.objects.count() == 1
    assert len(stored(var_dir)) == 1
    assert figures[1].evidence.count() == 1


def test_a_file_taken_off_stays_and_can_be_attached_again(figures, clerk, var_dir):
    (kept,) = add(figures[0], clerk, ("a.pdf", PDF))
    detach_evidence(figures[0].pk, kept.pk, user=clerk, now=NOW)
    detach_evidence(figures[0].pk, kept.pk, user=clerk, now=NOW)
    assert figures[0].evidence.count() == 0
    assert len(stored(var_dir)) == 1
    assert RecordEntry.objects.filter(action="detach").count() == 1
    attach_evidence(figures[0].pk, kept.pk, user=clerk, now=NOW)
    assert figures[0].evidence.get() == kept


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.pdf", PDF, "application/pdf"),
        ("a.PNG", PNG, "image/png"),
        ("a.jpeg", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("a.ofd", package("OFD.xml"), "application/ofd"),
        ("a.docx", package("word/document.xml"), "wordprocessingml"),
        ("a.xlsx", package("xl/workbook.xml"), "spreadsheetml"),
    ],
)
def test_what_is_kept_is_told_by_content(figures, clerk, name, content, media_type):
    (kept,) = add(figures[0], clerk, (name, content))
    assert media_type in kept.media_type


@pytest.mark.parametrize(
    ("name", "content", "answer"),
    [
        ("a.pdf", b"", "空的"),
        ("a.pdf", b"MZ\x90\x00", "不是可接收的类型"),
        ("a.pdf", PNG, "扩展名却是“.pdf”"),
        ("a", PDF, "（无）"),
        ("a.html", b"<script>alert(1)</script>", "不是可接收的类型"),
        ("a.svg", b"<svg onload='x'/>", "不是可接收的类型"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 Office"),
        ("a.zip", package("readme.txt"), "压缩包"),
        ("a.docx", package("word/document.xml", "word/vbaProject.bin"), "宏"),
        ("a.docx", b"PK\x03\x04....", "已损坏"),
    ],
)
def test_anything_else_is_refused_with_a_reason(figures, clerk, var_dir, name, content, answer):
    with pytest.raises(RefusedFilesError, match=answer):
        add(figures[0], clerk, ("good.pdf", PDF), (name, content))
    assert not Evidence.objects.exists()
    assert stored(var_dir) == []


def test_a_bomb_is_not_kept(figures, clerk, monkeypatch):
    monkeypatch.setattr("indicators.file_kinds.MOST_UNPACKED", 3)
    with pytest.raises(RefusedFilesError, match="压缩炸弹"):
        add(figures[0], clerk, ("a.docx", package("word/document.xml")))


def test_every_bad_file_is_named_at_once(figures, clerk):
    with pytest.raises(RefusedFilesError) as refused:
        add(figures[0], clerk, ("a.pdf", b""), ("b.exe", b"MZ"))
    assert len(refused.value.messages) == 2


def test_a_figure_takes_so_many_files_and_no_more(figures, clerk):
    files = [(f"{number}.pdf", PDF + bytes([number])) for number in range(MOST_FILES)]
    add(figures[0], clerk, *files)
    with pytest.raises(RefusedError, match="最多"):
        add(figures[0], clerk, ("more.pdf", PDF))


@pytest.mark.parametrize(
    ("steps", "way_out"),
    [((Action.SUBMIT,), "请先撤回提交"), ((Action.SUBMIT, Action.APPROVE), "请规划人员撤销采用")],
)
def test_who_may_add_no_file_is_told_who_can_change_that(figures, clerk, steps, way_out):
    people = {Action.SUBMIT: clerk, Action.APPROVE: make_planner()}
    for version, step in enumerate(steps, start=1):
        take_step(figures[0].pk, step, user=people[step], now=NOW, version=version)
    with pytest.raises(RefusedError, match=way_out):
        add(figures[0], clerk, ("a.pdf", PDF))


def test_of_what_was_signed_the_planners_are_named(figures, clerk):
    figure = figures[0]
    signer = make_signer(figure.department)
    take_step(figure.pk, Action.SUBMIT, user=clerk, now=NOW, version=1)
    take_step(figure.pk, Action.SIGN, user=signer, now=NOW, version=2)
    with pytest.raises(RefusedError, match=r"已签发.*请规划人员写明理由退回"):
        add(figure, clerk, ("a.pdf", PDF))


def test_a_submitted_figures_files_stay_as_they_are(figures, clerk):
    (kept,) = add(figures[0], clerk, ("a.pdf", PDF))
    take_step(figures[0].pk, Action.SUBMIT, user=clerk, now=NOW, version=1)
    for change in (
        lambda: add(figures[0], clerk, ("b.pdf", PDF)),
        lambda: detach_evidence(figures[0].pk, kept.pk, user=clerk, now=NOW),
        lambda: attach_evidence(figures[0].pk, kept.pk, user=clerk, now=NOW),
    ):
        with pytest.raises(RefusedError, match="已提交"):
            change()


def test_a_locked_round_takes_no_files(figures, clerk):
    figures[0].indicator.plan.reporting_rounds.filter(year=2022).update(locks_on="2023-04-02")
    late = datetime(2023, 5, 1, tzinfo=UTC)
    with pytest.raises(RefusedError, match="锁定"):
        add_evidence(figures[0].pk, [], user=clerk, now=late)


def test_only_clerks_and_planners_change_the_files(figures, department):
    foreign = make_clerk(make_department(code="x", name="x"))
    for user in (make_signer(department), foreign, make_user("reader")):
        with pytest.raises(RefusedError, match="填报人员"):
            add(figures[0], user, ("a.pdf", PDF))
    with pytest.raises(RefusedError, match="代填"):
        add(figures[0], make_planner(), ("a.pdf", PDF))
    Submission.objects.update(on_behalf_reason="补录")
    add(figures[0], make_planner(), ("a.pdf", PDF))


def test_another_departments_file_cannot_be_attached(figures, clerk):
    other = make_department(code="x", name="x")
    foreign = Evidence.objects.create(
        department=other, name="a.pdf", media_type="application/pdf", size=1, sha256="0" * 64,
        uploaded_by=make_clerk(other), uploaded_at=NOW,
    )  # fmt: skip
    with pytest.raises(RefusedError, match="没有这份"):
        attach_evidence(figures[0].pk, foreign.pk, user=clerk, now=NOW)


def test_a_file_is_a_download_for_its_department_and_planners_only(client, figures, department):
    (kept,) = add(figures[0], make_clerk(department), ("公报 1.pdf", PDF))
    address = reverse("evidence_download", args=[kept.pk])
    client.force_login(make_planner())
    assert client.get(address).status_code == 404
    Submission.objects.filter(pk=figures[0].pk).update(stage="submitted")
    for user in (make_clerk(department), make_signer(department), make_planner()):
        client.force_login(user)
        response = client.get(address)
        assert b"".join(response.streaming_content) == PDF
        assert response["Content-Disposition"].startswith("attachment; filename")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Type"] == "application/pdf"
        assert "no-store" in response["Cache-Control"]
    foreign = make_clerk(make_department(code="x", name="x"))
    for user in (foreign, make_user("reader"), make_user("admin")):
        client.force_login(user)
        assert client.get(address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 302


def test_a_file_that_vanished_is_not_found(client, figures, clerk, var_dir):
    (kept,) = add(figures[0], clerk, ("a.pdf", PDF))
    (var_dir / "evidence" / kept.sha256[:2] / kept.sha256).unlink()
    client.force_login(clerk)
    assert client.get(reverse("evidence_download", args=[kept.pk])).status_code == 404


def test_files_are_sent_reused_and_taken_off_on_the_figures_page(client, figures, clerk):
    client.force_login(clerk)
    first, second = (reverse("entry_evidence", args=[each.pk]) for each in figures)
    files = [SimpleUploadedFile("a.pdf", PDF), SimpleUploadedFile("b.png", PNG)]
    page = client.post(first, {"files": files}, follow=True).content.decode()
    assert "已附上 2 份佐证材料" in page
    assert "a.pdf" in page
    kept = Evidence.objects.get(name="a.pdf")
    page = client.post(second, {"evidence": [kept.pk]}, follow=True).content.decode()
    assert "还用于 1 处" in page
    detach = reverse("entry_evidence_detach", args=[figures[1].pk, kept.pk])
    page = client.post(detach, follow=True).content.decode()
    assert "还没有佐证材料" in page
    assert "用本单位已有的材料（2 份）" in page
    assert "请选择文件" in client.post(first, {}, follow=True).content.decode()


def test_one_content_under_two_names_is_counted_as_the_one_file_it_is(client, figures, clerk):
    client.force_login(clerk)
    first, second = (reverse("entry_evidence", args=[each.pk]) for each in figures)

    def told(address, *names, **fields):
        files = [SimpleUploadedFile(name, PDF + name[:1].encode()) for name in names]
        return client.post(address, {"files": files, **fields}, follow=True).content.decode()

    page = told(first, "a.pdf", "a的副本.pdf", "b.pdf")
    assert "已附上 2 份佐证材料。另有 1 份与附上的内容相同，没有重复附。" in page
    kept = Evidence.objects.get(name="a.pdf")
    page = told(first, evidence=[kept.pk])
    assert "选的 1 份佐证材料早已附上（内容相同），没有重复附。" in page
    assert "已附上" not in page.replace("早已附上", "")
    assert "已附上 2 份佐证材料。</li>" in told(second, "c.pdf", evidence=[kept.pk])
    assert (figures[0].evidence.count(), figures[1].evidence.count()) == (2, 2)


def test_bad_files_are_told_on_the_page(client, figures, clerk, settings):
    client.force_login(clerk)
    address = reverse("entry_evidence", args=[figures[0].pk])
    bad = [SimpleUploadedFile("a.exe", b"MZ"), SimpleUploadedFile("b.pdf", b"x")]
    page = client.post(address, {"files": bad}, follow=True).content.decode()
    assert "“a.exe”" in page
    assert "“b.pdf”" in page
    settings.UPLOAD_MOST_BYTES = 1000
    big = SimpleUploadedFile("big.pdf", PDF + bytes(2000))
    assert "上限" in client.post(address, {"files": big}, follow=True).content.decode()
    assert not Evidence.objects.exists()


def test_a_good_file_that_came_with_a_bad_one_is_named_to_be_chosen_again(client, figures, clerk):
    client.force_login(clerk)
    address = reverse("entry_evidence", args=[figures[0].pk])
    files = [SimpleUploadedFile("a.exe", b"MZ"), SimpleUploadedFile("年鉴.pdf", PDF)]
    page = client.post(address, {"files": files}, follow=True).content.decode()
    assert "“年鉴.pdf”没有保存，页面也不能替您留着：请重新选择。" in page
    assert page.count("“a.exe”") == 1


def test_files_that_came_too_late_for_a_figure_are_named(client, figures, clerk):
    add(figures[0], clerk, ("年鉴.pdf", PDF))
    Submission.objects.update(stage="submitted")
    client.force_login(clerk)
    address = reverse("entry_evidence", args=[figures[0].pk])
    files = [SimpleUploadedFile("公报.pdf", PDF + b"1"), SimpleUploadedFile("年鉴二.pdf", PDF)]
    page = client.post(address, {"files": files}, follow=True).content.decode()
    assert "“公报.pdf”没有保存。" in page
    assert "不能增减佐证材料" in page
    assert "年鉴二.pdf" not in page


def test_a_figure_of_others_has_no_address_for_files(client, figures):
    client.force_login(make_user("reader"))
    for address in (
        reverse("entry_evidence", args=[figures[0].pk]),
        reverse("entry_evidence_detach", args=[figures[0].pk, 1]),
    ):
        assert client.post(address).status_code == 404


def test_a_planner_returns_to_the_planners_page(client, figures):
    client.force_login(make_planner())
    Submission.objects.update(on_behalf_reason="补录")
    file = SimpleUploadedFile("a.pdf", PDF)
    response = client.post(reverse("entry_evidence", args=[figures[0].pk]), {"files": file})
    assert response["Location"] == reverse("review_figure", args=[figures[0].pk])
    assert figures[0].evidence.count() == 1


class TestFilesThatGoWithTheFigure:
    """What is chosen and not attached yet is not lost when the figure is saved or submitted."""

    def post(self, client, figure, *files, **fields):
        said = {"value_text": "1", "vintage": "preliminary", "version": figure.version, **fields}
        sent = [SimpleUploadedFile(name, content) for name, content in files]
        page = client.post(
            reverse("entry_figure", args=[figure.pk]), {**said, "files": sent}, follow=True
        )
        figure.refresh_from_db()
        return page.content.decode()

    def test_the_page_sends_them_along(self, client, figures, clerk):
        client.force_login(clerk)
        page = client.get(reverse("entry_figure", args=[figures[0].pk])).content.decode()
        (picker,) = re.findall(r'<input type="file"[^>]*>', page)
        assert f'form="form-{figures[0].indicator.code}"' in picker

    def test_they_are_attached_before_it_is_submitted(self, client, figures, clerk):
        client.force_login(clerk)
        plan = {"cause": "疫情影响", "measure": "加快实施", "measure_by": "2999-01-01"}
        page = self.post(client, figures[0], ("a.pdf", PDF), action="submit", **plan)
        assert "已提交" in page
        assert [each.name for each in figures[0].evidence.all()] == ["a.pdf"]
        assert figures[0].stage == Stage.SUBMITTED

    def test_a_bad_one_keeps_the_figure_a_draft(self, client, figures, clerk):
        client.force_login(clerk)
        page = self.post(client, figures[0], ("a.exe", b"MZ"), action="submit", value_text="2")
        assert "没有提交" in page
        assert "“a.exe”" in page
        assert (figures[0].stage, figures[0].value_text) == (Stage.DRAFT, "2")

    def test_a_bad_one_leaves_what_was_typed_saved_and_says_so(self, client, figures, clerk):
        client.force_login(clerk)
        page = self.post(client, figures[0], ("a.exe", b"MZ"), action="save", value_text="2")
        assert "填的内容已保存；这次选的佐证材料没有附上" in page
        assert "没有提交" not in page
        assert "“a.exe”" in page
        assert (figures[0].stage, figures[0].value_text) == (Stage.DRAFT, "2")

    @pytest.mark.parametrize("number", [21, 130])
    def test_far_too_many_are_told_and_what_was_typed_is_saved(
        self, client, figures, clerk, number
    ):
        client.force_login(clerk)
        files = [(f"{each}.pdf", PDF + b"%d" % each) for each in range(number)]
        page = self.post(client, figures[0], *files, action="save", value_text="2")
        assert f"最多附 {MOST_FILES} 份佐证材料；这次选了 {number} 份" in page
        assert f"“0.pdf”、“1.pdf”、“2.pdf”等 {number} 份文件没有保存" in page
        assert "填的内容已保存" in page
        assert figures[0].value_text == "2"
        assert not figures[0].evidence.exists()

    def test_on_a_conflict_far_too_many_are_named_all_the_same(self, client, figures, clerk):
        client.force_login(clerk)
        files = [(f"{each}.pdf", PDF + b"%d" % each) for each in range(130)]
        page = self.post(client, figures[0], *files, version=7, value_text="2")
        assert "冲突" in page
        assert "等 130 份文件没有保存" in page

    def test_on_a_conflict_they_are_named(self, client, figures, clerk):
        client.force_login(clerk)
        page = self.post(client, figures[0], ("a.pdf", PDF), version=7, value_text="2")
        assert "冲突" in page
        assert "“a.pdf”没有保存" in page
        assert not figures[0].evidence.exists()
