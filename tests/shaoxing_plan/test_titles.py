"""Titles tell years and filters apart; empty states name each filter once."""

from __future__ import annotations

import re
from urllib.robotparser import RobotFileParser

import pytest

from tests.factories import judge, make_indicator, make_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    plan = make_plan(slug="new", short_title="新规划")
    make_indicator(plan, code="new-one", name="绿地", base="1", target="2", actuals={2022: "1.5"})
    make_indicator(plan, code="new-all", name="减排", kind="composite", target="")
    judge(plan)
    return plan


def title(client, address: str) -> str:
    found = re.search(r"<title>(.*?)</title>", client.get(address).content.decode(), re.DOTALL)
    return found[1] if found else ""


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/plans/new/?year=2023", "新规划总览 2023年"),
        ("/plans/new/indicators/?year=2023&nature=binding", "新规划指标 2023年 · 约束性"),
        ("/plans/new/table/?year=2023", "新规划主要指标完成情况 2023年"),
        ("/indicators/new-one/?year=2023", "绿地 2023年 · 新规划"),
        ("/plans/new/outline/?year=2023", "新规划章节 2023年"),
        ("/plans/new/boxes/?year=2023", "新规划专栏 2023年"),
        ("/plans/new/projects/?year=2023&field=water", "新规划重大项目 2023年 · 水利"),
        ("/plans/new/projects/timeline/?year=2023", "新规划重大项目时间轴 2023年"),
        ("/plans/new/projects/board/?year=2023", "新规划重大项目分阶段看板 2023年"),
        ("/plans/new/projects/sums/?year=2023", "新规划重大项目汇总 2023年"),
        ("/plans/new/matrix/?nature=binding&year=2023", "新规划年度矩阵 · 约束性"),
        ("/compare/?i=new-one", "绿地 · 比较指标"),
    ],
)
def test_year_and_filters_are_in_the_title(client, plan, address, words):
    assert title(client, address).startswith(words)
    assert "2023" not in title(client, address.partition("?")[0])


def test_a_search_in_vain_is_quoted_once(client, plan):
    page = client.get("/plans/new/indicators/?q=zzzzzz").content.decode()
    assert "去掉条件 “zzzzzz”" in page
    assert "““" not in page


def test_a_composite_in_a_frame_has_no_empty_target(client, plan):
    assert "年目标" not in client.get("/embed/indicators/new-all/").content.decode()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("year=2017", "没有“2017”年的数据，显示最近一年"),
        ("year=abc", "没有“abc”年的数据，显示最近一年"),
        ("known_on=2999-01-01", "不能回看“2999-01-01”这一天，显示今天的数据"),
        ("year=2023", ""),
        ("year=latest", ""),
    ],
)
def test_what_is_asked_in_vain_is_said(client, plan, query, words):
    page = client.get(f"/plans/new/indicators/?{query}")
    assert words in page.content.decode()
    assert bool(page.context["unheard"]) == bool(words)


@pytest.mark.parametrize("is_public", [True, False])
def test_search_engines_are_kept_from_what_asks_for_a_login(client, settings, is_public):
    settings.PUBLIC_BROWSING = is_public
    robots = RobotFileParser()
    robots.parse(client.get("/robots.txt").content.decode().splitlines())
    for closed in ("/entry/", "/review/record/", "/accounts/password/", "/admin/"):
        assert not robots.can_fetch("anyone", closed)
    for public in ("/", "/help/", "/accounts/login/"):
        assert robots.can_fetch("anyone", public) == is_public


def test_a_frame_looks_back_as_pages_do(client):
    plan = make_plan(slug="seen")
    make_indicator(plan, code="seen-one", base="0", target="10", actuals={2022: "7.25"})
    judge(plan)
    address = "/embed/indicators/seen-one/"
    assert client.get(address).context["row"].actual is not None
    assert client.get(address, {"known_on": "2022-06-30"}).context["row"].actual is None
