"""Pages of what went wrong: each says what happened and what to do next."""

from __future__ import annotations

import re

import pytest
from django.contrib.staticfiles.finders import find as find_static
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views import defaults

from shaoxing_plan.views.errors import bad_request
from tests.factories import make_department
from tests.people import make_clerk, make_user

pytestmark = pytest.mark.django_db


def test_an_address_that_leads_nowhere_leads_to_the_search(client):
    response = client.get("/indicators/nonsense/")
    text = response.content.decode()
    assert response.status_code == 404
    assert f'href="{reverse("search")}"' in text
    assert f'href="{reverse("home")}"' in text


def test_who_may_not_enter_is_told_as_whom_and_whom_to_ask(client):
    clerk = make_clerk(make_department(), username="zhang")
    client.force_login(clerk)
    response = client.get(reverse("review_queue"))
    text = response.content.decode()
    assert response.status_code == 403
    assert "<b>zhang</b>" in text
    assert "系统管理员" in text
    assert f'href="{reverse("entry_desk")}"' in text


def test_the_reason_of_a_refusal_is_shown_as_text(client):
    request = RequestFactory().get("/x/?a=1")
    request.user = make_user(username="li")
    page = defaults.permission_denied(request, PermissionDenied("须由<管理员>操作。"))
    assert "须由&lt;管理员&gt;操作。" in page.content.decode()


def test_a_form_that_lay_too_long_can_be_sent_again():
    response = Client(enforce_csrf_checks=True).post(reverse("login"), {"username": "x"})
    text = response.content.decode()
    assert response.status_code == 403
    assert "请再提交一次" in text
    assert "什么也没有改动" in text


@pytest.mark.parametrize(
    ("view", "status", "next_step"),
    [
        (defaults.server_error, 500, "请等一分钟再刷新"),
        (bad_request, 400, "刷新后再试一次"),
    ],
)
def test_the_last_resort_needs_nothing(view, status, next_step, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = view(RequestFactory().get("/"), *([ValueError()] if status == 400 else []))
    assert response.status_code == status
    assert next_step in response.content.decode()


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ("DATA_UPLOAD_MAX_NUMBER_FILES", "一次选的文件太多"),
        ("DATA_UPLOAD_MAX_NUMBER_FIELDS", "一次提交的内容太多"),
        ("DATA_UPLOAD_MAX_MEMORY_SIZE", "一次提交的内容太大"),
    ],
)
def test_what_is_too_much_to_be_read_is_named(client, settings, limit, words):
    setattr(settings, limit, 1)
    files = [SimpleUploadedFile(f"{each}.pdf", b"%PDF-1.7") for each in range(2)]
    sent = {"username": "x", "password": "y", "files": files}
    page = client.post(reverse("login"), sent)
    assert page.status_code == 400
    assert words in page.content.decode()
    assert "什么也没有改动" in page.content.decode()
    assert "看不懂" not in page.content.decode()


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_the_styles_of_the_last_resort_exist(name):
    page = render_to_string(name)
    styles = re.findall(r'rel="stylesheet" href="/static/([^"]+)"', page)
    assert len(styles) == 2
    assert None not in [find_static(style) for style in styles]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    ["/compare/?i=%00", "/search/?q=a%00b", "/?%00=1", "/indicators/a%00/", "/review/?plan=%00"],
)
def test_an_address_with_a_nul_is_refused_in_words(client, address):
    answer = client.get(address)
    assert answer.status_code == 400
    assert "看不懂这个请求" in answer.content.decode()
