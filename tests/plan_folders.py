"""A small folder of plan files that is right in everything, and ways to spoil it.

>>> spoiled = with_cell(small_tree(), "series.csv", row=2, unit="%")
>>> spoiled = without(spoiled, "regions.csv")

Rows are counted as Excel does: the header is row 1.
"""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

from shaoxing_plan.plan_files.format.contents import FileTree

SHIPPED = Path(__file__).resolve().parent.parent / "fixtures"

_FILES = {
    "departments.csv": """\
code,name,short_name
fgw,市发展和改革委员会,市发改委
tjj,市统计局,市统计局
""",
    "regions.csv": """\
code,name,parent
330600,绍兴市,
330602,越城区,330600
""",
    "series.csv": """\
code,name,unit,decimals,nonnegative
gdp,地区生产总值,亿元,0,true
gdp-growth,地区生产总值增速,%,1,false
pm25,细颗粒物浓度,微克/立方米,1,true
jobs,新增城镇就业人数,万人,1,true
income-growth,居民收入增速,%,1,false
cod,化学需氧量排放下降,%,1,false
""",
    "definitions.csv": """\
series,version,valid_from,text,document,linking_factor
gdp,census-2020,2020-11-01,第七次全国人口普查口径,,1.02
""",
    "promised_stages.csv": """\
phrase,expected_stage,judged_by,reason
建成,completed,time,承诺建成
推进,construction,time,承诺推进
开展前期,preparation,stage,只承诺前期
""",
    "observations/public.csv": """\
series,definition,region,year,value_text,vintage,published_on,source_title,source_url,quote,note
gdp,,330600,2020,6001,estimate,2021-02-03,政府工作报告,https://example.org/a,生产总值6001亿元,
gdp,census-2020,330602,2022,1271.04,preliminary,2023-04-14,统计公报,,"全区1271.04亿元,增长",
""",
    "test-14/plan.yaml": """\
slug: test-14
title: 测试第十四个五年规划
short_title: “十四五”规划
region: '330600'
base_year: 2020
first_year: 2021
last_year: 2025
approved_on: 2021-02-22
closed_on: null
document: ''
source_url: https://example.org/plan
""",
    "test-14/sections.csv": """\
code,kind,number,title,parent,text
c01,chapter,一,发展目标,,
c01-s1,section,一,主要目标,c01,
box01,box,1,重大项目,c01-s1,"工程,如下"
""",
    "test-14/indicators.csv": """\
code,number,parent,origin,category,name,unit,series,definition,nature,kind,basis,direction,path,\
tolerance,reference,baseline_text,baseline_quote,target_text,department,data_department,section,\
quote,note
t14-gdp,1,,table,综合,生产总值,亿元,gdp,,anticipatory,reach,,rise,geometric,,,6001,,8500,fgw,tjj,\
c01-s1,生产总值 6001 8500,
t14-pm25,2,,table,生态,细颗粒物,微克/立方米,pm25,,binding,keep,each_year,fall,,0.5,,28,,30以内,fgw,\
tjj,c01-s1,细颗粒物 28 30以内,
t14-jobs,3,,table,民生,新增就业,万人,jobs,,anticipatory,cumulative,total,rise,,,,/,,[50],fgw,tjj,\
c01-s1,新增就业 / [50],
t14-income,4,,table,民生,居民收入增速,%,income-growth,,anticipatory,relative,,rise,,,gdp-growth,/,,\
与经济增长基本同步,fgw,tjj,c01-s1,居民收入与经济增长基本同步,
t14-pollutants,5,,table,生态,主要污染物,%,,,binding,composite,,rise,,,,,,,fgw,fgw,,主要污染物,
t14-cod,,5,table,生态,化学需氧量,%,cod,,binding,assigned,,rise,,,,/,,完成省下达指标,fgw,fgw,,\
化学需氧量完成省下达指标,
t14-box-jobs,,,box,,专栏就业,万人,jobs,,anticipatory,cumulative,yearly_mean,rise,,,,,,10,fgw,,box01,\
年均新增就业10万人,
""",
    "test-14/mentions.csv": """\
indicator,section,quote,value_text
t14-gdp,c01,生产总值超过8500亿元,超过8500亿元
""",
    "test-14/milestones.csv": """\
indicator,year,value
t14-gdp,2023,7400.5
""",
    "test-14/target_revisions.csv": """\
indicator,effective_from,kind,target_text,document,reason
t14-gdp,2023-07-01,adjusted,8600,绍政发〔2023〕1号,中期评估后调整
""",
    "test-14/box_items.csv": """\
section,label,position,title,text
box01,“1”,1,轨道交通,建成1号线
box01,,2,医院,
""",
    "test-14/projects.csv": """\
code,name,field,section,item,promised_stage,start,end,total_investment,department,partners,regions,\
indicators,quote
t14-metro,轨道交通1号线,transport,box01,1,建成,2021-01-01,2024-12-31,120.5,fgw,tjj;fgw,\
330602;330600,t14-gdp:同一节,建成轨道交通1号线
t14-hospital,新医院,health,c01-s1,,推进,,,,,,,,推进新医院
""",
    "test-14/project_milestones.csv": """\
project,title,due_on,due_share
t14-metro,洞通,2022-06-30,0.4
t14-metro,试运行,2024-06-30,0.95
""",
    "test-14/rollups.csv": """\
indicator,measure,fields
t14-jobs,count,transport;health
""",
    "test-14/observations.csv": """\
series,definition,region,year,value_text,vintage,published_on,source_title,source_url,quote,note
gdp,,330600,2020,6001,estimate,2021-02-22,规划纲要,,生产总值 6001,规划所印
cod,,330600,2021,完成省下达指标,final,2022-03-01,公报,,完成省下达指标,
""",
}


def small_tree() -> dict[str, bytes]:
    return {path: text.encode() for path, text in _FILES.items()}


def shipped_tree() -> dict[str, bytes]:
    return {
        path.relative_to(SHIPPED).as_posix(): path.read_bytes()
        for path in sorted(SHIPPED.rglob("*"))
        if path.suffix in {".csv", ".yaml"}
    }


def with_file(tree: FileTree, file: str, content: bytes | str) -> dict[str, bytes]:
    return {**tree, file: content.encode() if isinstance(content, str) else content}


def without(tree: FileTree, file: str) -> dict[str, bytes]:
    return {path: content for path, content in tree.items() if path != file}


def with_cell(tree: FileTree, file: str, *, row: int, **cells: str) -> dict[str, bytes]:
    """Return the tree with other cells in one row of a CSV file."""
    records = _records(tree[file])
    for column, cell in cells.items():
        records[row - 1][records[0].index(column)] = cell
    return with_records(tree, file, records)


def with_row(tree: FileTree, file: str, *, copied: int, **cells: str) -> dict[str, bytes]:
    """Return the tree with one more row at the end of a CSV file, a copy with other cells."""
    records = _records(tree[file])
    records.append(list(records[copied - 1]))
    longer = with_records(tree, file, records)
    return with_cell(longer, file, row=len(records), **cells)


def without_row(tree: FileTree, file: str, *, row: int) -> dict[str, bytes]:
    records = _records(tree[file])
    del records[row - 1]
    return with_records(tree, file, records)


def with_text(tree: FileTree, file: str, old: str, new: str) -> dict[str, bytes]:
    """Return the tree with one piece of text replaced; it must be there once."""
    text = tree[file].decode()
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    return with_file(tree, file, text.replace(old, new))


def with_records(tree: FileTree, file: str, records: list[list[str]]) -> dict[str, bytes]:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(records)
    return with_file(tree, file, stream.getvalue())


def write_tree(tree: FileTree, folder: Path) -> Path:
    """Write files below a folder and return it."""
    for path, content in tree.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return folder


def _records(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


def shuffled(tree: FileTree, file: str, *, seed: float) -> dict[str, bytes]:
    """Return the tree with the rows of a CSV file in another order, the same for a seed."""
    header, *rows = _records(tree[file])
    random.Random(seed).shuffle(rows)  # noqa: S311 - no secret is made of it
    return with_records(tree, file, [header, *rows])
