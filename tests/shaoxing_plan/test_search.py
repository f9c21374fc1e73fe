"""One box over everything: real questions to the shipped plans, and the page that answers."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse

from plans.search.finding import find
from plans.search.queries import query
from projects.models import ProjectReport
from shaoxing_plan.search_index import rebuild_index
from tests.factories import (
    NOW,
    judge,
    make_box_item,
    make_department,
    make_indicator,
    make_mention,
    make_plan,
    make_project,
    make_section,
)
from tests.people import make_user

# what somebody types, the kind of the best answer, and the best answer
QUESTIONS = [
    ("gdp", "indicator", "全市生产总值"),
    ("GDP", "indicator", "全市生产总值"),
    ("生产总值", "indicator", "全市生产总值"),
    ("rjsr", "indicator", "居民人均可支配收入年均增速"),
    ("人均收入", "indicator", "居民人均可支配收入年均增速"),
    ("房", "department", "市住房和城乡建设局"),
    ("绿化", "indicator", "人均公园绿地面积"),
    ("lvhua", "indicator", "人均公园绿地面积"),
    ("地铁", "project", "轨道交通1号线"),
    ("轨道", "project", "轨道交通1号线"),
    ("pm2.5", "indicator", "PM2.5年均浓度"),
    ("PM２．５", "indicator", "PM2.5年均浓度"),
    ("雾霾", "indicator", "PM2.5年均浓度"),
    ("研发", "indicator", "R&D经费支出占GDP比重"),
    ("常住人口城镇化率", "indicator", "常住人口城镇化率"),
    ("常驻人口城镇化率", "indicator", "常住人口城镇化率"),
    ("常住人口城填化率", "indicator", "常住人口城镇化率"),
    ("czrkczhl", "indicator", "常住人口城镇化率"),
    ("城市化率", "indicator", "常住人口城镇化率"),
    ("平均寿命", "indicator", "人均预期寿命"),
    ("收入差距", "indicator", "城乡居民收入比"),
    ("城镇化率 十三五", "indicator", "常住人口城镇化率"),
    ("停车", "target", "新增公共停车位"),
    ("幼儿园", "target", "省二级及以上幼儿园覆盖比例"),
    ("kjj", "department", "市科学技术局"),
    ("教育局", "department", "市教育局"),
    ("专栏3", "box", "“十四五”重大建设项目安排"),
    ("高速 诸暨", "project", "柯诸高速"),
    ("十三五", "plan", "“十三五”规划"),
    ("营商环境", "indicator", "营商环境便利度"),
    ("高速公路", "project", "杭绍甬高速"),
    ("统计局", "department", "市统计局"),
    ("空器优良", "indicator", "设区城市空气质量优良天数比例"),
    ("GDP 2024", "indicator", "全市生产总值"),
    ("枫桥", "project", "枫桥省级小城市培育试点"),
    ("zhufang", "department", "市住房和城乡建设局"),
    ("fangzi", "department", "市住房和城乡建设局"),
    ("fangwu", "department", "市住房和城乡建设局"),
    ("fang", "department", "市住房和城乡建设局"),
    ("fanghong", "project", "嵊州市丽湖片区防洪工程"),
    ("yiyuan", "project", "镜湖医院"),
    ("jiaoyu", "project", "镜湖高教园区"),
    ("shuizhi", "indicator", "地表水县控以上断面水质Ⅰ-Ⅲ类比例"),
    ("huanbao", "department", "市生态环境局"),
    ("环保", "department", "市生态环境局"),
    ("chengzenhua", "indicator", "常住人口城镇化率"),
    ("财政收入", "indicator", "一般公共预算收入"),
    ("地方财政", "indicator", "一般公共预算收入"),
    ("科研投入", "indicator", "R&D经费支出占GDP比重"),
    ("2022年GDP", "indicator", "全市生产总值"),
    ("GDP2022", "indicator", "全市生产总值"),
    ("rjgdp", "indicator", "人均生产总值(常住)"),
]


@pytest.fixture(scope="module")
def shipped(django_db_setup, django_db_blocker):
    """The shipped plans as loading them leaves the index; nothing of it stays."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_plan", "fixtures", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize(("asked", "kind", "title"), QUESTIONS)
def test_real_questions_are_answered(shipped, asked, kind, title):
    best = find(query(asked), most=8).groups[0]
    assert (best.kind, best.entries[0].title) == (kind, title)


def titles(asked: str) -> set[str]:
    groups = find(query(asked), most=300).groups
    return {entry.title for group in groups for entry in group.entries}


@pytest.mark.parametrize(
    ("asked", "noise"),
    [
        ("zhufang", {"主要污染物排放下降", "智慧消防防控平台", "建立科技创新精准开放合作机制"}),
        ("jiaoyu", {"市交通运输局", "智慧交管与“数字治堵”"}),
        ("shuizhi", {"市域社会治理“枫桥码”", "创新社会治理模式"}),
        ("lvdi", {"青少年总体近视率降低"}),
    ],
)
def test_syllables_do_not_run_over_the_words_between(shipped, asked, noise):
    assert noise.isdisjoint(titles(asked))


def test_a_syllable_mistyped_finds_what_sounds_nearly_so(shipped):
    answer = find(query("fanghui"), most=8)
    assert answer.is_near
    assert {"嵊州市丽湖片区防洪工程", "市住房和城乡建设局"} <= titles("fanghui")
    assert all(group.total == len(group.entries) <= 4 for group in answer.groups)


def test_words_of_the_shipped_text_are_found_where_they_stand(shipped):
    groups = {each.kind: each for each in find(query("亚运"), most=8).groups}
    assert {each.key for each in groups["section"].entries} == {"c01-s2", "c07-s1", "c11-s3"}


# --- the page ----------------------------------------------------------------------------


@pytest.fixture
def plan(db):
    plan = make_plan(short_title="“测试”规划")
    chapter = make_section(plan, code="c01", number="一", title="绿色发展")
    box = make_section(plan, code="box01", kind="box", number="1", title="绿色工程", parent=chapter)
    make_box_item(box, title="绿色工厂", position=2)
    bureau = make_department(code="lyj", name="市绿化局")
    target = make_indicator(
        plan,
        name="绿地面积",
        code="test-green",
        base="0",
        target="10",
        category="生态",
        department=bureau,
        actuals={2022: "2"},
    )
    make_mention(target, chapter, quote="到2025年绿化良好")
    make_indicator(plan, name="绿道", origin="text", section=chapter, department=bureau)
    make_project(chapter, name="绿谷", code="test-valley", department=bureau)
    judge(plan)
    rebuild_index()
    return plan


def results(client, asked: str, **more: str):
    page = client.get(reverse("search"), {"q": asked, **more})
    assert page.status_code == 200
    return page.context["results"]


@pytest.mark.django_db
def test_everything_is_found_with_its_place_and_state(client, plan):
    groups = {group.kind: group.results for group in results(client, "绿").groups}
    assert {kind: [each.url for each in found] for kind, found in groups.items()} == {
        "indicator": ["/indicators/test-green/"],
        "target": [reverse("indicator_detail", args=[groups["target"][0].row.code])],
        "project": ["/projects/test-valley/"],
        "box": [f"/plans/{plan.slug}/boxes/1/"],
        "item": [f"/plans/{plan.slug}/boxes/1/#item-2"],
        "department": [f"/plans/{plan.slug}/indicators/?department=lyj"],
        "section": [f"/plans/{plan.slug}/outline/c01/?q=%E7%BB%BF"],
    }
    (indicator,) = groups["indicator"]
    assert (indicator.plan_label, indicator.place) == ("“测试”规划", "生态")
    assert (indicator.row.state, indicator.row.actual_text) == ("behind", "2")
    assert groups["box"][0].place == "专栏1 · 一、 绿色发展"
    assert [each.label for each in groups["department"][0].duties] == [
        "“测试”规划 2 项指标",
        "“测试”规划 1 个项目",
    ]


@pytest.mark.django_db
def test_what_the_text_says_again_leads_to_the_indicator(client, plan):
    (group,) = results(client, "绿化良好").groups
    assert [each.title for each in group.results] == ["绿地面积"]


@pytest.mark.django_db
def test_what_only_the_text_says_is_found_with_the_words_around_it(client, plan):
    make_section(
        plan,
        code="c01-s2",
        kind="section",
        title="赛事",
        parent=plan.sections.get(code="c01"),
        text=f"{'甲' * 80}。\n{'乙' * 80}高标准协办杭州亚运会{'丙' * 80}",
    )
    rebuild_index()
    (group,) = results(client, "亚运会").groups
    (found,) = group.results
    assert (group.label, found.title, found.place) == ("章节", "赛事", "(一) · 一、 绿色发展")
    words = "".join(piece.text for piece in found.excerpt)
    assert "高标准协办杭州亚运会丙丙" in words
    assert len(words) < 80
    assert [piece.text for piece in found.excerpt if piece.is_marked] == ["亚运会"]
    page = client.get(found.url, follow=True)
    assert page.redirect_chain[0][0].endswith("#c01-s2")
    assert page.content.decode().count("<mark>亚运会</mark>") == 1


@pytest.mark.django_db
def test_one_kind_can_be_asked_for(client, plan):
    for place in range(12):
        make_project(plan.sections.first(), name=f"绿路{place}")
    rebuild_index()
    groups = {group.kind: group for group in results(client, "绿").groups}
    assert (len(groups["project"].results), groups["project"].total) == (8, 13)
    page = client.get(groups["project"].all_url)
    (group,) = page.context["results"].groups
    assert (group.kind, len(group.results), group.all_url) == ("project", 13, "")
    assert [each.kind for each in results(client, "绿", kind="nonsense").groups] != []


@pytest.mark.django_db
def test_nothing_asked_and_nothing_found_say_what_to_do(client, plan):
    assert "拼音" in client.get(reverse("search")).content.decode()
    page = client.get(reverse("search"), {"q": "飞碟"}).content.decode()
    assert "没有找到“飞碟”" in page
    assert "拼音首字母再试一次" in page


@pytest.mark.django_db
def test_what_is_asked_is_text_and_nothing_else(client, plan):
    asked = '"><script>alert(1)</script>绿地'
    page = client.get(reverse("search"), {"q": asked}).content.decode()
    assert "<script>alert" not in page
    for address in ("?q=%27%3B--", "?q=" + "a" * 3000):
        assert client.get(reverse("search") + address).status_code == 200


@pytest.mark.django_db
def test_a_reader_who_looks_back_stays_there(client, plan):
    day = {"known_on": "2022-06-30"}
    (found,) = results(client, "绿地面积", **day).groups
    assert found.results[0].row.state == "no_data"
    assert found.results[0].url == "/indicators/test-green/?known_on=2022-06-30"
    page = client.get(reverse("search"), {"q": "绿", **day}).content.decode()
    assert '<input type="hidden" name="known_on" value="2022-06-30">' in page


@pytest.mark.django_db
def test_a_figure_that_is_not_yet_published_moves_no_badge(client, plan):
    plan.indicators.get(code="test-green").series.observations.update(published_on=date(2999, 1, 1))
    (found,) = results(client, "绿地面积").groups
    assert found.results[0].row.state == "no_data"
    client.force_login(make_user())
    (found,) = results(client, "绿地面积").groups
    assert found.results[0].row.state == "behind"


@pytest.mark.django_db
def test_suggestions_are_the_best_of_each_kind(client, plan):
    answer = client.get(reverse("search_suggestions"), {"q": "绿"})
    text = answer.content.decode()
    assert "<html" not in text
    assert text.count('role="option"') == 7
    assert client.get(reverse("search_suggestions")).content.decode().strip() == ""


@pytest.mark.django_db
@pytest.mark.parametrize("more", [0, 30])
def test_the_number_of_queries_is_the_same(client, plan, more, django_assert_num_queries):
    chapter = plan.sections.first()
    for place in range(more):
        bureau = make_department(code=f"d{place}", name=f"绿办{place}")
        make_indicator(plan, name=f"绿率{place}", department=bureau)
        make_project(chapter, name=f"绿路{place}", department=bureau)
        make_section(plan, code=f"s{place}", kind="section", title=f"绿节{place}")
    rebuild_index()
    with django_assert_num_queries(9):
        page = client.get(reverse("search"), {"q": "绿"})
    assert page.context["results"].total == 7 + 4 * more


@pytest.mark.django_db
def test_a_year_beside_a_name_leads_to_that_year(client, plan):
    for asked in ("绿地面积 2022", "绿地面积2022年", "2022年绿地面积", "2022绿地面积"):
        (found,) = results(client, asked).groups
        assert found.results[0].url == "/indicators/test-green/?year=2022"
    (found,) = results(client, "绿地面积 2022").groups
    assert found.results[0].url == "/indicators/test-green/?year=2022"
    (found,) = results(client, "绿地面积 1999").groups
    assert found.results[0].url == "/indicators/test-green/"


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["滞后", "未完成"])
def test_the_name_of_a_state_leads_to_its_list_first(client, plan, asked):
    first = results(client, asked).lists[0]
    shown = client.get(first.url).context["listing"]
    assert [row.name for row in shown.rows] == (["绿地面积"] if asked == "滞后" else [])
    assert [each.label for each in shown.active] == [asked]


@pytest.mark.django_db
def test_what_only_sounds_like_a_state_is_not_shown_as_if_it_answered(client, plan):
    make_project(plan.sections.first(), name="智慧城管")
    rebuild_index()
    near = results(client, "智慧城广")
    assert (near.is_near, near.total) == (True, 1)
    assert "也许是您要找的" in client.get(reverse("search"), {"q": "智慧城广"}).content.decode()
    sounding = find(query("滞后"), most=8)
    assert [each.entries[0].title for each in sounding.groups] == ["智慧城管"]
    state = results(client, "滞后")
    assert state.lists
    assert (state.groups, state.is_near) == ((), False)


@pytest.mark.django_db
def test_a_department_leads_to_what_it_supplies(client, plan):
    bureau = make_department(code="tjj", name="市统计局")
    plan.indicators.filter(code="test-green").update(data_department=bureau)
    rebuild_index()
    (found,) = results(client, "统计局").groups
    assert [each.label for each in found.results[0].duties] == ["“测试”规划 提供 1 项指标的数据"]
    shown = client.get(found.results[0].url).context["listing"]
    assert [row.name for row in shown.rows] == ["绿地面积"]


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["绿绿绿绿", "；；；", "。，", "aaaa"])
def test_one_sign_over_and_over_is_near_nothing(client, plan, asked):
    assert results(client, asked).groups == ()


@pytest.mark.django_db
def test_what_a_list_is_filtered_by_is_not_what_was_searched_for(client, plan):
    page = client.get(reverse("indicator_list", args=[plan.slug]), {"q": "绿地"}).content.decode()
    box = page.partition('id="search-box"')[2].partition(">")[0]
    assert 'value=""' in box
    assert 'value="绿地"' in page


def report(project, **fields) -> ProjectReport:
    """Have a department's report on a project approved."""
    return ProjectReport.objects.create(
        project=project,
        department=project.department,
        author=make_user(),
        stage="approved",
        created_at=NOW,
        updated_at=NOW,
        decided_at=NOW,
        **fields,
    )


@pytest.mark.django_db
def test_a_project_that_was_reported_on_has_its_light(client, plan):
    (before,) = results(client, "绿谷").groups
    assert before.results[0].project is None
    project = plan.projects.get(code="test-valley")
    report(project, year=2023, reached_stage="construction", physical_share="0.2")
    (after,) = results(client, "绿谷").groups
    found = after.results[0].project
    assert (found.light_key, found.stage_label) == ("light-red", "在建")
    page = client.get(reverse("search"), {"q": "绿谷"}).content.decode()
    assert "state--light-red" in page


@pytest.mark.django_db
@pytest.mark.parametrize("more", [0, 5])
def test_the_number_of_queries_does_not_grow_with_reports(
    client, plan, more, django_assert_num_queries
):
    department = plan.projects.get(code="test-valley").department
    for place in range(1 + more):
        project = make_project(plan.sections.first(), name=f"绿桥{place}", department=department)
        report(project, year=2023, reached_stage="construction", physical_share="0.2")
    rebuild_index()
    with django_assert_num_queries(13):
        client.get(reverse("search"), {"q": "绿桥"})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("滞后", [["滞后"], ["滞后"]]),
        ("达标", [["保持达标", "完成", "提前完成"]]),
        ("未报", [["待报"], ["未报"]]),
        ("严重", [["严重滞后"]]),
        ("滞后项目", [["滞后"]]),
        ("滞后的指标", [["滞后"]]),
        ("达标项目", []),
        ("后", []),
        ("后项目", []),
        ("绿地", []),
    ],
)
def test_states_are_offered_while_somebody_types(client, plan, asked, shown):
    lists = results(client, asked).lists
    chips = [client.get(each.url).context["chips"] for each in lists]
    assert [sorted(each.label for each in some) for some in chips] == [
        sorted(each) for each in shown
    ]
    suggested = client.get(reverse("search_suggestions"), {"q": asked}).content.decode()
    assert suggested.count('id="suggestion-list-') == len(shown)
    assert all(each.url.replace("&", "&amp;") in suggested for each in lists)


@pytest.mark.django_db
def test_projects_are_offered_only_of_plans_that_name_some(client, plan):
    make_plan(slug="test-13", base_year=2015)
    urls = [each.url for each in results(client, "滞后").lists]
    assert [url.partition("?")[0] for url in urls] == [
        f"/plans/{plan.slug}/indicators/",
        "/plans/test-13/indicators/",
        f"/plans/{plan.slug}/projects/",
    ]
