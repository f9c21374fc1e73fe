"""Hostile and clumsy files: each gets its clear answer, none writes anything."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from datetime import date, datetime, time
from io import BytesIO

import openpyxl
import pytest

from indicators.models import Submission
from indicators.workbook import guarding
from tests.factories import make_department, make_indicator
from tests.indicators.workbook.conftest import KEYS, cell, edited, put

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 60
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504


def repacked(content: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """Return a workbook after somebody worked on the parts of its zip."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def zip_of(parts: dict[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def with_encrypted_flag(content: bytes) -> bytes:
    """Set the bit that says a zip's members need a password."""
    changed = bytearray(content)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(signature)
        while at >= 0:
            changed[at + offset] |= 1
            at = changed.find(signature, at + 4)
    return bytes(changed)


def sheet_part(parts: dict[str, bytes], change: Callable[[bytes], bytes]) -> None:
    name = "xl/worksheets/sheet1.xml"
    parts[name] = change(parts[name])


def refused(desk, content: bytes, *, name: str = "填报表.xlsx") -> str:
    upload = desk.upload(content, name=name)
    assert upload.state == "refused"
    assert upload.progress == 100
    assert not Submission.objects.exists()
    return str(upload.message)


def test_no_file_at_all(desk):
    assert "0 字节" in refused(desk, b"")


@pytest.mark.parametrize(
    ("content", "answer"),
    [
        (PNG, "PNG 图片"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 50, "JPEG 图片"),
        (b"%PDF-1.7\n%", "PDF 文件"),
        (OLE + "Workbook".encode("utf-16-le"), "另存为“Excel 工作簿（.xlsx）”"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
        (zip_of({"readme.txt": b"x"}), "普通压缩包"),
        (zip_of({"[Content_Types].xml": b"<a/>", "word/document.xml": b"<a/>"}), "Word 文档"),
        (zip_of({"[Content_Types].xml": b"<a/>", "xl/workbook.bin": b"x"}), ".xlsb"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "网页"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', "XML 文件"),
        (b"PK\x05\x06" + b"\x00" * 18, "压缩包"),
        (b"PK\x03\x04 not really", "已损坏"),
        (b"\x00\x01\x02\x03" * 100, "既不是 Excel"),
        ("随便写的一段话，没有表头。\n".encode(), "没有找到填报表的表头"),
        ('行标识,指标,本年数\n"没有结尾'.encode(), "缺少隐藏列“版本号”"),
    ],
)  # fmt: skip
def test_what_is_no_workbook_is_told_what_it_is(desk, content, answer):
    assert answer in refused(desk, content)


def test_macros(desk):
    content = repacked(desk.workbook(), lambda parts: parts.update({"xl/vbaProject.bin": b"x"}))
    assert "宏" in refused(desk, content, name="a.xlsm")


def test_excel_4_macro_sheets(desk):
    sheet = {"xl/macrosheets/sheet1.xml": b"<a/>"}
    assert "宏表" in refused(desk, repacked(desk.workbook(), lambda parts: parts.update(sheet)))


def test_a_password_on_the_zip(desk):
    assert "密码" in refused(desk, with_encrypted_flag(desk.workbook()))


def test_a_zip_bomb_is_not_opened(desk):
    def swell(parts):
        parts["xl/media/a.bin"] = bytes(guarding.MOST_UNPACKED)

    content = repacked(desk.workbook(), swell)
    assert len(content) < 2**20
    assert "超出限度" in refused(desk, content)


def test_a_suspicious_ratio_is_not_opened(desk):
    content = repacked(desk.workbook(), lambda parts: parts.update({"xl/a.bin": bytes(5 * 2**20)}))
    assert "压缩炸弹" in refused(desk, content)


def test_a_zip_that_lies_about_its_size_is_not_believed(desk):
    """The directory says 10 bytes, the data unpack to megabytes: read to 10 and found wrong."""
    name, body = b"xl/worksheets/sheet1.xml", zlib.compress(b"<a>" + bytes(2**22))[2:-4]
    local = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 0, 0, len(body), 10, len(name), 0)
    content = desk.workbook()
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = {n: archive.read(n) for n in archive.namelist() if n.encode() != name}
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for part, data in parts.items():
            archive.writestr(part, data)
        offset = buffer.tell()
        buffer.write(local + name + body)
        lie = zipfile.ZipInfo(name.decode())
        lie.compress_type, lie.header_offset = zipfile.ZIP_DEFLATED, offset
        lie.compress_size, lie.file_size, lie.CRC = len(body), 10, 0
        archive.filelist.append(lie)
        archive.NameToInfo[lie.filename] = lie
        archive.start_dir = buffer.tell()
        archive._didModify = True  # type: ignore[attr-defined]
    assert "损坏" in refused(desk, buffer.getvalue())


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-16"], ids=["plain", "hidden in another encoding"]
)
@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE a [<!ENTITY x "x">]>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>',
    ],
    ids=["entity", "file", "laughs"],
)
def test_entities_are_refused_before_the_workbook_is_opened(desk, declaration, encoding):
    text = f'<?xml version="1.0" encoding="{encoding}"?>{declaration}<a>&x;</a>'
    content = repacked(
        desk.workbook(), lambda parts: parts.update({"xl/sharedStrings.xml": text.encode(encoding)})
    )
    assert "DOCTYPE" in refused(desk, content)


def test_a_part_that_is_no_xml(desk):
    content = repacked(desk.workbook(), lambda parts: sheet_part(parts, lambda _: b"<a><b></a>"))
    assert "xl/worksheets/sheet1.xml 已损坏" in refused(desk, content)


def test_bottomless_nesting(desk):
    deep = b"<a>" * 5000 + b"</a>" * 5000
    content = repacked(desk.workbook(), lambda parts: parts.update({"xl/deep.xml": deep}))
    assert "嵌套过深" in refused(desk, content)


def test_a_merge_of_the_whole_sheet_is_not_walked(desk):
    def merge(xml: bytes) -> bytes:
        return xml.replace(
            b"</sheetData>",
            b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        )

    content = repacked(desk.workbook(), lambda parts: sheet_part(parts, merge))
    assert "范围过大" in refused(desk, content)


def test_a_million_empty_rows_with_a_format(desk):
    rows = b"".join(b'<row r="%d"/>' % number for number in range(10, guarding.MOST_CELLS + 20))

    def swell(xml: bytes) -> bytes:
        return xml.replace(b"</sheetData>", rows + b"</sheetData>")

    content = repacked(desk.workbook(), lambda parts: sheet_part(parts, swell))
    assert "大片空白" in refused(desk, content)


def test_a_workbook_that_makes_no_sense_inside(desk):
    def lose(parts):
        del parts["xl/_rels/workbook.xml.rels"]

    content = repacked(desk.workbook(), lose)
    assert "内部结构有误" in refused(desk, content)


def test_no_worksheet(desk):
    def empty(parts):
        parts["xl/workbook.xml"] = re.sub(
            rb"<sheets>.*</sheets>", b"<sheets/>", parts["xl/workbook.xml"]
        )
        parts["xl/workbook.xml"] = re.sub(
            rb"<definedNames>.*</definedNames>", b"", parts["xl/workbook.xml"]
        )

    assert "没有工作表" in refused(desk, repacked(desk.workbook(), empty))


def test_two_filled_sheets(desk):
    workbook = openpyxl.load_workbook(BytesIO(desk.workbook(value_text="3")))
    copy = workbook.copy_worksheet(workbook["填报"])
    put(copy, "value_text", "9")
    changed = BytesIO()
    workbook.save(changed)
    assert "几张填报表（“填报”、“填报 Copy”）" in refused(desk, changed.getvalue())


def test_a_workbook_of_something_else(desk):
    book = openpyxl.Workbook()
    book.active.append(["姓名", "年龄"])
    buffer = BytesIO()
    book.save(buffer)
    assert "没有名为“填报”的工作表" in refused(desk, buffer.getvalue())


@pytest.mark.parametrize(
    ("header", "answer"),
    [
        ("行标识", "缺少隐藏列“行标识”"),
        ("版本号", "缺少隐藏列“版本号”"),
        ("单位", "缺少列：单位"),
        ("本年数", "缺少列：本年数"),
    ],
)
def test_a_deleted_column(desk, header, answer):
    def delete(sheet):
        at = next(each.column for each in sheet[1] if each.value == header)
        sheet.delete_cols(at)

    assert answer in refused(desk, edited(desk.workbook(), delete))


def test_a_doubled_column(desk):
    def double(sheet):
        sheet.cell(row=1, column=len(KEYS) + 1, value="本年数")

    assert "不止一次" in refused(desk, edited(desk.workbook(), double))


def faults_of(desk, content: bytes) -> list[tuple[str, str]]:
    """Return where each fault stands and what it says; nothing may be confirmed then."""
    upload = desk.upload(content)
    assert upload.state == "ready", upload.message
    assert not Submission.objects.exists()
    return [(f"{each['column']}{each['row']}", each["message"]) for each in upload.result["faults"]]


@pytest.mark.parametrize(
    ("key", "value", "answer"),
    [
        ("value_text", "=SUM(A1:A2)", "是公式"),
        ("value_text", "#REF!", "错误值 #REF!"),
        ("value_text", "#DIV/0!", "错误值 #DIV/0!"),
        ("value_text", True, "逻辑值"),
        ("value_text", date(2022, 3, 4), "是日期"),
        ("value_text", time(3, 4), "是时间"),
        ("value_text", "三十四", "读不成数值"),
        ("value_text", "34%", "读不成数值"),
        ("value_text", "34亿元", "读不成数值"),
        ("value_text", "/", "没有数值"),
        ("value_text", "1" * 61, "最多 60 个字"),
        ("value_text", float("1e300"), "过大"),
        ("vintage", "初稿", "只能是预计、初步核算、最终核实、修订"),
        ("published_on", "明天", "不是日期"),
        ("published_on", "2023-02-30", "不是日期"),
        ("published_on", 5, "不是日期"),
        ("published_on", "1023-01-01", "年份不对"),
        ("source_url", "javascript:alert(1)", "不是网址"),
        ("source_url", "www.tjj.gov.cn", "不是网址"),
        ("source_title", "很" * 301, "最多 300 个字"),
        ("name", "别的指标", "不能改"),
        ("unit", "吨", "不能改"),
        ("year", 2021, "不能改"),
    ],
)  # fmt: skip
def test_a_bad_cell_is_named_with_what_to_do(desk, key, value, answer):
    place = cell(openpyxl.load_workbook(BytesIO(desk.workbook())).worksheets[0], key).coordinate
    found = faults_of(desk, desk.workbook(**{key: value}))
    assert [each[0] for each in found] == [place]
    assert answer in found[0][1]


def test_an_array_formula(desk):
    def fill(sheet):
        sheet["M2"] = openpyxl.worksheet.formula.ArrayFormula("M2", "=SUM(A1:A2)")

    assert "是公式" in faults_of(desk, edited(desk.workbook(), fill))[0][1]


def test_merged_cells_are_named(desk):
    found = faults_of(desk, edited(desk.workbook(), lambda sheet: sheet.merge_cells("M2:M3")))
    assert found[0][0].startswith("M2:M3")
    assert "M2:M3 是合并的" in found[0][1]


def test_a_verdict_that_is_a_number(desk):
    found = faults_of(
        desk, edited(desk.workbook(), lambda sheet: put(sheet, "value_text", 3, row=4))
    )
    assert "只能填“完成”或“未完成”" in found[0][1]


def test_all_faults_are_told_at_once(desk):
    def spoil(sheet):
        put(sheet, "value_text", "=1")
        put(sheet, "published_on", "昨天")
        put(sheet, "value_text", "abc", row=3)
        put(sheet, "row_id", None, row=4)
        sheet.merge_cells("R2:S2")

    found = faults_of(desk, edited(desk.workbook(), spoil))
    assert sorted(place for place, _ in found) == ["A4", "M2", "M3", "Q2", "R2:S22"]


def test_a_row_without_its_hidden_id(desk):
    found = faults_of(desk, desk.workbook(row_id=None))
    assert found == [("A2", "这一行没有行标识，认不出是哪个指标。请不要自己加行。")]


def test_a_row_twice(desk):
    def double(sheet):
        put(sheet, "row_id", cell(sheet, "row_id").value, row=3)

    found = faults_of(desk, edited(desk.workbook(), double))
    assert {place for place, _ in found} >= {"A2", "A3"}
    assert all("同一个指标" in message for place, message in found if place.startswith("A"))


@pytest.mark.parametrize(
    ("row_id", "answer"),
    [
        ("abc", "被改动"),
        ("nothing:2022:preliminary", "没有代码为“nothing”的指标"),
        ("pm:2021:preliminary", "2021 年的"),
        ("other:2022:preliminary", "由“环保局”填报"),
        ("pm:2022:final", "状态有变"),
    ],
)
def test_a_row_of_somebody_or_something_else(desk, row_id, answer):
    owner = make_department(code="hbj", name="市环保局")
    make_indicator(desk.plan, code="other", department=owner)
    found = faults_of(desk, desk.workbook(row_id=row_id, value_text=5))
    assert [place for place, _ in found] == ["A2"]
    assert answer in found[0][1]


def test_a_damaged_version_of_a_changed_row(desk):
    found = faults_of(desk, desk.workbook(version="1", value_text=5))
    assert found[0][0] == "B2"
    assert "版本号缺失或被改动" in found[0][1]


def test_rows_sorted_without_their_names_are_found_out(desk):
    def swap(sheet):
        for key in ("row_id", "version"):
            first, second = cell(sheet, key).value, cell(sheet, key, 3).value
            put(sheet, key, second)
            put(sheet, key, first, row=3)

    found = faults_of(desk, edited(desk.workbook(), swap))
    assert {place for place, _ in found} >= {"D2", "D3"}
    assert "整行一起排" in found[0][1]


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "#REF!"])
def test_formulas_and_error_values_in_csv(desk, text):
    lines = desk.csv().splitlines()
    fields = lines[1].split(",")
    fields[KEYS.index("value_text")] = text
    content = "\n".join([lines[0], ",".join(fields), *lines[2:]]).encode()
    upload = desk.upload(content, name="a.csv")
    assert [(each["column"], each["row"]) for each in upload.result["faults"]] == [("M", 2)]


def test_more_rows_than_anybody_has(desk):
    header, *_ = desk.csv().splitlines()
    content = "\n".join([header, *["x"] * 5001]).encode()
    assert "上限" in refused(desk, content, name="a.csv")


def test_the_marked_copy_shows_every_bad_cell(desk, var_dir):
    def spoil(sheet):
        put(sheet, "value_text", "=1")
        put(sheet, "row_id", None, row=4)

    upload = desk.upload(edited(desk.workbook(), spoil))
    assert upload.result["has_marked_copy"]
    content = (var_dir / "uploads" / f"{upload.pk}.marked").read_bytes()
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book["填报"]
    assert "是公式" in sheet["M2"].comment.text
    assert sheet["M2"].fill.fgColor.rgb == "00F6B8A9"
    assert "行标识" in sheet["A4"].comment.text
    assert not sheet.column_dimensions["A"].hidden
    assert [row[1].value for row in book["错误清单"].iter_rows(min_row=2)] == ["2", "4"]


def test_the_marked_copy_of_a_csv_file_is_a_workbook(desk, var_dir):
    text = desk.csv().replace("初步核算", "初稿", 1)
    upload = desk.upload(text.encode(), name="a.csv")
    content = (var_dir / "uploads" / f"{upload.pk}.marked").read_bytes()
    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    assert "不认识" in sheet["N2"].comment.text
    assert sheet["M1"].value == "本年数"


def test_texts_that_no_database_takes(desk):
    content = desk.csv().replace("初步核算,", "初步核算,a\x01b", 1)
    upload = desk.upload(content.encode(), name="a.csv")
    assert upload.result["changes"][0]["cells"][0]["new"] == "ab"


def test_a_file_that_grew_too_large_on_the_way_is_not_read(desk, monkeypatch):
    monkeypatch.setattr(guarding, "MOST_BYTES", 1000)
    assert "上限" in refused(desk, desk.workbook())


def test_a_quoted_field_without_end(desk, monkeypatch):
    monkeypatch.setattr("indicators.workbook.csv_reading._MOST_FIELD", 100)
    assert "引号不配对" in refused(desk, b'a,b\n"' + b"x" * 500, name="a.csv")


def test_a_filled_cell_far_below_is_not_overlooked(desk):
    def fill(sheet):
        sheet.cell(row=9000, column=3, value="远")

    assert "上限" in refused(desk, edited(desk.workbook(), fill))


def test_of_a_moment_the_day_counts(desk):
    moment = datetime(2023, 1, 20, 8, 30)  # noqa: DTZ001 - as a spreadsheet has it
    upload = desk.upload(desk.workbook(value_text=34, published_on=moment))
    assert upload.result["changes"][0]["texts"]["published_on"] == "2023-01-20"


@pytest.mark.parametrize("address", ["http://[::1", "http://a b.cn", "ftp://a.cn"])
def test_addresses_that_are_none(desk, address):
    found = faults_of(desk, desk.workbook(value_text=34, source_url=address))
    assert "不是网址" in found[0][1]


def test_extra_columns_are_mentioned_and_left_alone(desk):
    def add(sheet):
        sheet.cell(row=1, column=30, value="备注")
        sheet.cell(row=2, column=30, value="=1+1")

    upload = desk.upload(edited(desk.workbook(), add))
    assert (upload.result["faults"], upload.result["changes"]) == ([], [])
    assert "备注" in upload.result["notices"][0]


def test_more_faults_than_anybody_reads_are_counted(desk, monkeypatch):
    monkeypatch.setattr("indicators.workbook.comparing.MOST_FAULTS", 2)
    content = desk.workbook(value_text="x", published_on="x", source_url="x")
    upload = desk.upload(content)
    assert len(upload.result["faults"]) == 2
    assert "共 3 处" in upload.result["notices"][0]


def test_a_link_over_a_huge_range_is_not_walked(desk):
    link = b'<hyperlinks><hyperlink ref="A1:XFD99999" display="x"/></hyperlinks></worksheet>'

    def add(xml: bytes) -> bytes:
        return xml.replace(b"</worksheet>", link)

    content = repacked(desk.workbook(), lambda parts: sheet_part(parts, add))
    assert "范围过大" in refused(desk, content)
