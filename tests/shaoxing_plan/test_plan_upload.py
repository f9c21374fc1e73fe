"""Plan files through the back office: preview first, then all of it or nothing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from indicators.models import Indicator
from plans.models import Department
from shaoxing_plan.plan_files.format import trees
from shaoxing_plan.plan_files.format.errors import PlanFilesError
from shaoxing_plan.plan_files.format.trees import read_folder, read_zip
from shaoxing_plan.plan_files.format.writing import written_zip
from shaoxing_plan.plan_files.loading.load import load
from tests.factories import NOW
from tests.plan_folders import small_tree, with_cell, write_tree

ADDRESS = "/admin/load-plan/"
INDICATORS = "test-14/indicators.csv"


@pytest.fixture
def admin(client: Client, django_user_model: type[User]) -> Client:
    client.force_login(django_user_model.objects.create_superuser("root"))
    return client


def upload(client: Client, content: bytes) -> Any:
    return client.post(ADDRESS, {"archive": SimpleUploadedFile("规划.zip", content)})


def confirmation(response: Any) -> dict[str, str]:
    return {"confirm": response.context["mark"]}


def refused(content: bytes) -> str:
    with pytest.raises(PlanFilesError) as refusal:
        read_zip(content, name="a.zip")
    (error,) = refusal.value.errors
    return str(error)


def test_a_zip_holds_the_same_files_as_the_folder(tmp_path: Path) -> None:
    folder = write_tree(small_tree(), tmp_path)
    assert read_zip(written_zip(small_tree()), name="a.zip") == read_folder(folder) == small_tree()


def test_a_zip_of_the_folder_itself_is_the_same() -> None:
    wrapped = {f"plans/{path}": content for path, content in small_tree().items()}
    assert read_zip(written_zip(wrapped), name="a.zip") == small_tree()


def test_litter_and_documents_are_passed_over(tmp_path: Path) -> None:
    litter = {
        **small_tree(),
        "__MACOSX/._series.csv": b"\0",
        ".DS_Store": b"",
        "README.md": b"",
        "test-14/~notes.docx": b"",
    }
    assert read_zip(written_zip(litter), name="a.zip") == small_tree()
    assert read_folder(write_tree(litter, tmp_path)) == small_tree()


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    folder = write_tree(small_tree(), tmp_path)
    with (folder / "series.csv").open("ab") as file:
        file.truncate(trees.LARGEST_FILE + 1)
    with pytest.raises(PlanFilesError, match=r"series\.csv：太大"):
        read_folder(folder)


def test_a_folder_with_too_many_files_is_refused(tmp_path: Path) -> None:
    for number in range(trees.MOST_FILES + 1):
        (tmp_path / f"{number}.csv").touch()
    with pytest.raises(PlanFilesError, match="文件太多"):
        read_folder(tmp_path)


def zipped(name: str, content: bytes = b"", *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize("name", ["../series.csv", "/etc/series.csv", "a/../../series.csv"])
def test_paths_that_lead_elsewhere_are_refused(name: str) -> None:
    assert "路径不安全" in refused(zipped(name))


def test_what_unpacks_to_too_much_is_refused() -> None:
    bomb = zipped("series.csv", b"0" * (trees.LARGEST_FILE + 1))
    assert len(bomb) < 20_000
    assert "解开后太大" in refused(bomb)


def test_many_files_that_unpack_to_too_much_together_are_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(5):
            archive.writestr(f"observations/{number}.csv", b"0" * (trees.LARGEST_FILE - 1))
    assert "解开后太大" in refused(stream.getvalue())


def test_a_size_the_zip_lies_about_does_not_help() -> None:
    size = trees.LARGEST_FILE + 1
    told = size.to_bytes(4, "little")
    bomb = zipped("series.csv", b"0" * size)
    assert bomb.count(told) == 2
    assert refused(bomb.replace(told, (9).to_bytes(4, "little")))


def test_too_many_files_are_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number in range(trees.MOST_FILES + 1):
            archive.writestr(f"{number}.csv", b"")
    assert "文件太多" in refused(stream.getvalue())


def broken_zips() -> Iterator[bytes]:
    whole = written_zip(small_tree())
    yield b""
    yield b"code,name\n"
    yield whole[: len(whole) // 2]
    yield whole.replace(b"PK\x03\x04", b"PK\x09\x09")
    middle = whole.index(b"series.csv") + 40
    yield whole[:middle] + bytes(200) + whole[middle + 200 :]


@pytest.mark.parametrize("content", list(broken_zips()))
def test_what_is_no_sound_zip_is_refused(content: bytes) -> None:
    assert "不是完好的zip文件" in refused(content)


def test_other_compressions_and_passwords_are_refused() -> None:
    assert "压缩方式" in refused(zipped("series.csv", b"x" * 99, compression=zipfile.ZIP_LZMA))
    locked = bytearray(zipped("series.csv"))
    for header, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(header) + offset] |= 1
    assert "加了密码" in refused(bytes(locked))


def test_a_file_twice_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("series.csv", b"a")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("series.csv", b"b")
    assert "两个同名文件" in refused(stream.getvalue())


@pytest.mark.parametrize("group", [None, "planner", "clerk"])
def test_only_admins_may_load_and_export(
    client: Client, django_user_model: type[User], group: str | None
) -> None:
    assert "/login/" in client.get(ADDRESS).headers["Location"]
    user = django_user_model.objects.create_user("somebody", is_staff=True)
    if group:
        user.groups.add(Group.objects.create(name=group))
    client.force_login(user)
    assert client.get(ADDRESS).status_code == 403
    assert upload(client, written_zip(small_tree())).status_code == 403
    assert client.get("/admin/export-plans/").status_code == 403
    assert not Department.objects.exists()


def test_admins_without_all_rights_may_load(client: Client, django_user_model: type[User]) -> None:
    user = django_user_model.objects.create_user("somebody", is_staff=True)
    user.groups.add(Group.objects.create(name="admin"))
    client.force_login(user)
    assert client.get(ADDRESS).status_code == 200


def test_an_upload_is_shown_and_only_written_when_confirmed(admin: Client) -> None:
    shown = upload(admin, written_zip(small_tree()))
    assert "将有" in shown.text
    assert "+ t14-gdp" in shown.text
    assert not Indicator.objects.exists()
    done = admin.post(ADDRESS, confirmation(shown), follow=True)
    assert "已载入" in done.text
    assert Indicator.objects.filter(code="t14-gdp").exists()


def test_errors_are_shown_with_their_places_and_cannot_be_confirmed(admin: Client) -> None:
    upload(admin, written_zip(small_tree()))
    tree = with_cell(small_tree(), INDICATORS, row=2, series="gpd", target_text="<b>高</b>")
    shown = upload(admin, written_zip(tree))
    assert shown.status_code == 422
    places = [(error.file, error.row, error.column) for error in shown.context["errors"]]
    assert places == [(INDICATORS, 2, "series"), (INDICATORS, 2, "target_text")]
    assert "&lt;b&gt;" in shown.text
    assert "确认写入" not in shown.text
    assert "预览已失效" in admin.post(ADDRESS, {"confirm": ""}, follow=True).text
    assert not Indicator.objects.exists()


def test_what_changed_since_the_preview_is_shown_before_it_is_written(admin: Client) -> None:
    load(small_tree(), now=NOW)
    tree = with_cell(small_tree(), INDICATORS, row=2, note="新说明")
    shown = upload(admin, written_zip(tree))
    Indicator.objects.filter(code="t14-gdp").update(name="别人改的名称")
    again = admin.post(ADDRESS, confirmation(shown))
    assert "预览之后库中又有改动" in again.text
    assert "别人改的名称 → 生产总值" in again.text
    assert Indicator.objects.get(code="t14-gdp").note == ""
    admin.post(ADDRESS, confirmation(again))
    assert Indicator.objects.get(code="t14-gdp").note == "新说明"


def test_what_is_refused_since_the_preview_is_told_and_not_written(admin: Client) -> None:
    load(small_tree(), now=NOW)
    shown = upload(admin, written_zip(with_cell(small_tree(), INDICATORS, row=2, number="9")))
    Indicator.objects.filter(code="t14-pm25").update(code="by-hand", number=9, position=0)
    again = admin.post(ADDRESS, confirmation(shown))
    assert again.status_code == 422
    assert "序号9已被后台录入的指标by-hand使用" in again.text
    assert Indicator.objects.get(code="t14-gdp").number == 1


def test_a_confirmation_holds_once(admin: Client) -> None:
    shown = upload(admin, written_zip(small_tree()))
    admin.post(ADDRESS, confirmation(shown))
    again = admin.post(ADDRESS, confirmation(shown), follow=True)
    assert "预览已失效" in again.text


def test_what_is_stored_already_needs_no_confirmation(admin: Client) -> None:
    load(small_tree(), now=NOW)
    shown = upload(admin, written_zip(small_tree()))
    assert "没有变化" in shown.text
    assert "确认写入" not in shown.text


@pytest.mark.parametrize("content", [b"", b"no zip"])
def test_what_is_no_zip_is_told(admin: Client, content: bytes) -> None:
    shown = upload(admin, content)
    assert "errorlist" in shown.text or "不是完好的zip文件" in shown.text


def test_a_zip_that_is_too_large_is_told(admin: Client) -> None:
    shown = upload(admin, bytes(trees.LARGEST_ZIP + 1))
    assert "文件太大" in shown.text


def test_an_export_can_be_uploaded_again(admin: Client) -> None:
    load(small_tree(), now=NOW)
    for address in ("/admin/export-plans/", "/admin/export-plans/test-14/"):
        sent = admin.get(address)
        assert sent.headers["Content-Type"] == "application/zip"
        assert read_zip(sent.content, name="a.zip") == small_tree()
    assert admin.get("/admin/export-plans/test-99/").status_code == 404


def test_the_back_office_leads_there(admin: Client) -> None:
    assert f'href="{ADDRESS}"' in admin.get("/admin/").text


@pytest.mark.browser
def test_a_person_loads_a_plan(
    live_server: LiveServer, page: Page, tmp_path: Path, django_user_model: type[User]
) -> None:
    django_user_model.objects.create_superuser("root", password="a-password-of-root")  # noqa: S106
    archive = tmp_path / "plans.zip"
    archive.write_bytes(written_zip(small_tree()))
    page.goto(f"{live_server.url}/admin/")
    page.fill("#id_username", "root")
    page.fill("#id_password", "a-password-of-root")
    page.click("input[type=submit]")
    page.get_by_role("link", name="载入和导出规划文件").click()
    page.get_by_label("规划文件包").set_input_files(archive)
    page.get_by_role("button", name="检查并预览").click()
    expect(page.get_by_text("test-14/indicators.csv：新增7")).to_be_visible()
    page.get_by_role("button", name="确认写入").click()
    expect(page.get_by_text("已载入")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="全部规划").click()
    assert read_zip(download.value.path().read_bytes(), name="a.zip") == small_tree()
