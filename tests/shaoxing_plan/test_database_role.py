"""The whole program as the role that cannot unlock the record: no right is missing."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from indicators import services
from indicators.models import Assessment, Evidence, Submission, TargetRevision, Upload
from indicators.tasks import read_upload
from plans.models import RecordEntry
from shaoxing_plan.plan_files.format.writing import written_zip
from tests.people import PASSWORD
from tests.plan_folders import small_tree
from tests.roles import ROLES, World, answer
from tests.shaoxing_plan.test_rights import ALL_LINES, address

pytestmark = pytest.mark.usefixtures("web_role")
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_page_answers_everybody_who_may_have_it(world: World, method: str) -> None:
    """A right that is missing would be an error of the server, which `answer` does not let by."""
    asked = [
        (role, address(route, line, world.values))
        for route, line in ALL_LINES.items()
        for role in _distinct(getattr(line, method).replace(" ", ""))
    ]
    assert len(asked) > len(ALL_LINES) / 2
    refused = [each for each in asked if answer(world, each[0], method, each[1]) != "a"]
    assert refused == []


def _distinct(letters: str) -> list[str]:
    """Return the first role and the most powerful one that get in."""
    found = [role for role, letter in zip(ROLES, letters, strict=True) if letter == "a"]
    return list(dict.fromkeys([*found[:1], *found[-1:]]))


class Desk:
    """What a person does in a browser, signed in by a password."""

    def __init__(self, person: User) -> None:
        self.client = Client()
        form = {"username": person.username, "password": PASSWORD}
        assert self.client.post("/accounts/login/", form).status_code == 302

    def does(self, url: str, **form: object) -> str:
        """Send a form and return the page it leads to."""
        page = self.client.post(url, form, follow=True)
        assert page.status_code == 200, page.content.decode()
        return page.content.decode()

    def sees(self, url: str) -> str:
        page = self.client.get(url)
        assert page.status_code == 200
        return page.content.decode()


def ticket(figure: Submission) -> str:
    figure.refresh_from_db()
    return f"{figure.pk}:{figure.version}"


def recomputed() -> None:
    """Do what the worker is asked for."""
    for series_id, region_id in services.stale_work():
        services.assess(series_id=series_id, region_id=region_id, now=timezone.now())


def test_a_figure_goes_its_whole_way(world: World) -> None:
    clerk, signer, planner = (Desk(world.people[role]) for role in ("clerk", "signer", "planner"))
    code, grid = world.indicator.code, "/entry/test-14/2022/"
    clerk.does(f"{grid}rows/{code}/", row=code, vintage="final", value_text="36.5", note="年鉴")
    figure = Submission.objects.get(vintage="final")
    page = f"/entry/figures/{figure.pk}/"
    clerk.does(f"{page}evidence/", files=SimpleUploadedFile("年鉴.pdf", PDF))
    assert Evidence.objects.filter(submissions=figure).exists()
    clerk.does(f"{page}comment/", text="请尽快审核")
    assert "已提交1个数据" in clerk.does(f"{grid}submit/", ticket=ticket(figure))
    assert "已签发1个数据" in signer.does("/entry/sign/chosen/", ticket=ticket(figure))
    planner.does("/review/approve/", only=ticket(figure))
    recomputed()
    assert Assessment.objects.get(
        indicator=world.indicator, year=2022, standpoint="current"
    ).value == pytest.approx(36.5)
    assert "36.5" in clerk.sees(f"/indicators/{code}/?year=2022")
    figure.refresh_from_db()
    decide = f"/review/figures/{figure.pk}/decide/"
    planner.does(decide, action="revoke", reason="来源更正", version=figure.version)
    recomputed()
    lines = RecordEntry.objects.filter(subject_key=str(figure.pk)).order_by("pk")
    assert [each.action for each in lines] == [
        *("create", "attach", "comment", "submit", "sign", "approve", "revoke")
    ]


def test_a_workbook_comes_in_and_is_confirmed(world: World) -> None:
    clerk, round_ = Desk(world.people["clerk"]), "/entry/test-14/2022/"
    world.indicator.submissions.all().delete()
    downloaded = clerk.client.get(f"{round_}workbook.xlsx").content
    book = openpyxl.load_workbook(BytesIO(downloaded))
    sheet = book.worksheets[0]
    (column,) = [cell.column for cell in sheet[1] if cell.value == "本年数"]
    sheet.cell(row=2, column=column).value = 36
    stream = BytesIO()
    book.save(stream)
    clerk.does(f"{round_}upload/", file=SimpleUploadedFile("填报表.xlsx", stream.getvalue()))
    upload = Upload.objects.latest("created_at")
    assert read_upload(str(upload.pk)) == "ready"
    clerk.does(f"/entry/uploads/{upload.pk}/confirm/")
    assert Submission.objects.get().value_text == "36"


def test_planners_and_admins_do_their_work(world: World) -> None:
    planner, admin = Desk(world.people["planner"]), Desk(world.people["admin"])
    planner.does(
        "/review/targets/",
        indicator=world.indicator.code,
        target_text="35",
        effective_from="2023-06-01",
        document="绍市发〔2023〕8号",
        reason="中期评估后动态调整",
    )
    assert TargetRevision.objects.exists()
    archive = SimpleUploadedFile("规划.zip", written_zip(small_tree()))
    preview = admin.client.post("/admin/load-plan/", {"archive": archive})
    admin.does("/admin/load-plan/", confirm=preview.context["mark"])
    assert RecordEntry.objects.filter(plan__slug="test-14").exists()
    admin.does("/admin/auth/user/add/", username="new", password1="a-Long-1", password2="a-Long-1")
    new = {"new_password1": "a-Long-one-17", "new_password2": "a-Long-one-17"}
    admin.does("/accounts/password/", old_password=PASSWORD, **new)
    assert RecordEntry.objects.filter(action="change_password").exists()
    services.reassess_all(now=timezone.now())
    assert "GDP" in admin.sees("/search/?q=GDP") or "GDP" in admin.sees("/data/")
