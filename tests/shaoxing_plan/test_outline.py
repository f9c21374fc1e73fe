"""The outline: everything stands where the plan says it."""

from __future__ import annotations

import pytest

from tests.factories import (
    judge,
    make_box_item,
    make_indicator,
    make_mention,
    make_plan,
    make_project,
    make_section,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    plan = make_plan()
    chapter = make_section(plan, code="c01", title="创新")
    section = make_section(
        plan, code="c01-s1", kind="section", number="一", title="人才", parent=chapter
    )
    make_section(plan, code="c01-s2", kind="section", number="二", title="空节", parent=chapter)
    box = make_section(
        plan, code="box01", kind="box", number="1", title="举措", parent=section, text="专栏导语"
    )
    item = make_box_item(box, title="建实验室")
    inside = make_indicator(plan, name="人才总量", section=section, actuals={2023: "90"})
    make_mention(inside, chapter, quote="到2025年达到100")
    make_project(box, name="实验室一期", item=item)
    make_project(section, name="人才大厦")
    judge(plan)
    return plan


def outline(client, plan):
    return client.get(f"/plans/{plan.slug}/outline/").context["outline"]


def test_parts_nest_as_in_the_plan(client, plan):
    (chapter,) = outline(client, plan)
    section, empty = chapter.parts
    (box,) = section.parts
    assert [chapter.code, section.code, empty.code, box.code] == [
        "c01",
        "c01-s1",
        "c01-s2",
        "box01",
    ]
    assert (chapter.heading, section.heading, box.heading) == ("一、", "(一)", "专栏1")


def test_everything_stands_where_it_is_anchored(client, plan):
    (chapter,) = outline(client, plan)
    section, _ = chapter.parts
    (box,) = section.parts
    assert [row.name for row in section.indicators] == ["人才总量"]
    assert [each.quote for each in chapter.mentions] == ["到2025年达到100"]
    assert [row.name for row in section.other_projects] == ["人才大厦"]
    assert [item.title for item in box.items] == ["建实验室"]
    assert [row.name for row in box.items[0].projects] == ["实验室一期"]
    assert box.other_projects == ()


def test_totals_include_the_parts_below(client, plan):
    (chapter,) = outline(client, plan)
    assert chapter.totals_text == "定量目标 1 · 复述 1 · 事项 1 · 项目 2"
    section, empty = chapter.parts
    assert section.totals_text == "定量目标 1 · 事项 1 · 项目 2"
    assert empty.totals_text == ""
    assert empty.is_bare
    assert not section.is_bare


def test_every_part_can_be_linked_to(client, plan):
    content = client.get(f"/plans/{plan.slug}/outline/").content.decode()
    for code in ("c01", "c01-s1", "c01-s2", "box01"):
        assert content.count(f'id="{code}"') == 1
    assert 'href="/plans/test-14/boxes/1/"' in content


def test_a_plan_without_sections_says_so(client):
    plan = make_plan(slug="test-13", base_year=2015)
    assert "没有载入章节" in client.get(f"/plans/{plan.slug}/outline/").content.decode()


@pytest.mark.parametrize("rows", [1, 20])
def test_queries_do_not_grow_with_the_plan(client, django_assert_num_queries, rows):
    plan = make_plan()
    chapter = make_section(plan)
    for number in range(rows):
        box = make_section(
            plan, code=f"box{number}", kind="box", number=str(number), parent=chapter
        )
        item = make_box_item(box)
        make_project(box, item=item, regions=[plan.region])
        make_mention(make_indicator(plan, section=box), chapter)
    judge(plan)
    # plan, plan switch, sections, rows (2), mentions, items, projects (4)
    with django_assert_num_queries(20):
        client.get(f"/plans/{plan.slug}/outline/")
