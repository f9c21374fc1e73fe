"""Fuzzed workbooks: never a server error, never a partial write, always an answer."""

from __future__ import annotations

import os
import random
import warnings
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from io import BytesIO

import openpyxl
import pytest

from indicators.models import Submission, Upload
from indicators.services.confirming import NotAllWrittenError, confirm_upload
from indicators.workflow import RefusedError
from tests.indicators.workbook.conftest import KEYS, NOW, cell

pytestmark = pytest.mark.django_db
# The long run takes a thousand, and others every time.
LONG = bool(os.environ.get("TEST_LONG")) or os.environ.get("HYPOTHESIS_PROFILE") == "long"
COUNT = 1000 if LONG else 30
SEED = random.SystemRandom().randrange(2**32) if LONG else 20230201

DAY_AND_TIME = datetime(2022, 3, 4, 5, 6)  # noqa: DTZ001 - as a spreadsheet has it

ODD_VALUES = [
    None, "", 0, -1, 34, 34.5, 1e300, -1e-300, float("nan"), float("inf"), True, False, "#REF!",
    "=1+1", '=HYPERLINK("http://example.org")', "３４", "1,234.5", "34%", "完成", "未完成", "/",
    "[5]", "约34", "不知道", "a" * 40_000, "\u202e反", "💩", "_x0000_", "_xD800_", " ", "\n",
    date(2022, 3, 4), DAY_AND_TIME, time(1, 2), "2022-02-30", "1e400", "1e-400",
    "9" * 400, "0x10", "٣٤", "Ⅳ", "㊿", "½", "修订", "预计", "v0-00000000", "v999999999-abcdef01",
    "pm:2022:preliminary", "rate:2022:final", "pm:2022:nonsense", ":::", "'=1",
]  # fmt: skip


def loaded(content: bytes) -> openpyxl.Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return openpyxl.load_workbook(BytesIO(content))


def spoil_cells(rng: random.Random, content: bytes) -> bytes:
    """Write odd values into cells, hidden ones among them."""
    book = loaded(content)
    sheet = book.worksheets[0]
    for _ in range(rng.randint(1, 12)):
        place = cell(sheet, rng.choice(KEYS), rng.randint(1, 6))
        try:
            place.value = rng.choice(ODD_VALUES)
        except openpyxl.utils.exceptions.IllegalCharacterError:
            place.value = None
        if rng.random() < 0.2:
            place.number_format = rng.choice(["0%", "yyyy-mm-dd", "@", "[h]:mm", "General"])
    return saved(book)


def rearrange(rng: random.Random, content: bytes) -> bytes:
    """Delete, insert, merge and move rows and columns; rename, add and drop sheets."""
    book = loaded(content)
    sheet = book.worksheets[0]
    deeds: list[Callable[[], object]] = [
        lambda: sheet.delete_rows(rng.randint(1, 5)),
        lambda: sheet.insert_rows(rng.randint(1, 5)),
        lambda: sheet.delete_cols(rng.randint(1, 21)),
        lambda: sheet.insert_cols(rng.randint(1, 21)),
        lambda: sheet.merge_cells(f"M{rng.randint(1, 3)}:P{rng.randint(3, 6)}"),
        lambda: setattr(sheet, "title", rng.choice(["Sheet1", "填报 ", "说明2"])),
        lambda: book.create_sheet(rng.choice(["填报2", "别的"]), 0),
        lambda: sheet.append(["x"] * rng.randint(1, 60)),
        lambda: sheet.cell(row=rng.randint(1, 9000), column=rng.randint(1, 300), value="远"),
        lambda: sheet.move_range("A2:U3", rows=rng.randint(1, 9)),
    ]
    for _ in range(rng.randint(1, 4)):
        rng.choice(deeds)()
    return saved(book)


def spoil_bytes(rng: random.Random, content: bytes) -> bytes:
    """Flip, cut, double and insert bytes of the file as it is."""
    data = bytearray(content)
    for _ in range(rng.randint(1, 8)):
        at = rng.randrange(len(data))
        kind = rng.randrange(4)
        if kind == 0:
            data[at] ^= 1 << rng.randrange(8)
        elif kind == 1:
            del data[at : at + rng.randint(1, 400)]
        elif kind == 2:
            data[at:at] = rng.randbytes(rng.randint(1, 50))
        else:
            data[at:at] = data[at : at + rng.randint(1, 500)]
        if not data:
            break
    return bytes(data)


def spoil_parts(rng: random.Random, content: bytes) -> bytes:
    """Spoil the XML of one part and pack it again properly, or leave the part out."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = rng.choice(sorted(parts))
    if rng.random() < 0.2:
        del parts[name]
    else:
        parts[name] = spoil_xml(rng, parts[name])
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, part in parts.items():
            archive.writestr(each, part)
    return buffer.getvalue()


def spoil_xml(rng: random.Random, xml: bytes) -> bytes:
    """Swap numbers, attributes and words, keeping it well-formed most of the time."""
    swaps = [
        (b'"1"', b'"-1"'), (b'"2"', b'"99999999999"'), (b't="n"', b't="s"'), (b't="s"', b't="e"'),
        (b't="inlineStr"', b't="x"'), (b"<v>", b"<v>x"), (b'r="M2"', b'r="ZZZZ9"'),
        (b'r="', b'r="$'), (b"</row>", b"</row><row/>"), (b's="', b's="9'), (b"count=", b"c="),
        (b"xl/", b"../xl/"), (b"Id=", b"I="), (b"sheet", b"sheeet"), (b"true", b"maybe"),
        (b"http://", b"urn:"), (b"ref=", b'ref="A1:B" x='), (b"sqref=", b"sqreff="),
    ]  # fmt: skip
    for old, new in rng.sample(swaps, rng.randint(1, 4)):
        places = rng.choice([1, -1])
        xml = xml.replace(old, new, places)
    return xml


def spoil_csv(rng: random.Random, desk) -> bytes:
    """Shuffle, cut and stuff the lines of a CSV file, in some encoding."""
    lines = desk.csv().splitlines()
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(lines))
        fields = lines[at].split(",")
        fields[rng.randrange(len(fields))] = str(rng.choice(ODD_VALUES))[:300]
        lines[at] = ",".join(fields)
        if rng.random() < 0.2:
            lines.insert(rng.randrange(len(lines)), rng.choice(['"', ",,,", "\x00", "'", "=1"]))
    text = rng.choice(["\n", "\r\n", "\r"]).join(lines)
    return text.encode(rng.choice(["utf-8", "utf-16", "gb18030", "utf-8-sig"]), "replace")


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def fuzzed(rng: random.Random, desk) -> tuple[str, bytes]:
    """Return a name and a file that somebody or something has been at."""
    if rng.random() < 0.15:
        content = spoil_csv(rng, desk)
        return "a.csv", spoil_bytes(rng, content) if rng.random() < 0.3 else content
    content = desk.workbook()
    spoilers = rng.sample([spoil_cells, rearrange, spoil_parts, spoil_bytes], rng.randint(1, 2))
    for spoiler in sorted(spoilers, key=[spoil_cells, rearrange, spoil_parts, spoil_bytes].index):
        content = spoiler(rng, content)
    return "a.xlsx", content


def test_fuzzed_workbooks_get_an_answer_and_write_nothing_by_halves(desk):
    rng = random.Random(SEED)  # noqa: S311 - no secret
    states = {"ready": 0, "refused": 0}
    for number in range(COUNT):
        name, content = fuzzed(rng, desk)
        before = Submission.objects.count()
        upload = desk.upload(content, name=name)
        states[upload.state] += 1
        assert Submission.objects.count() == before, f"seed {SEED}, file {number}"
        assert upload.message or upload.result, f"seed {SEED}, file {number}"
        written = confirmed(upload, desk)
        made = Submission.objects.count() - before
        assert made <= written, f"seed {SEED}, file {number}"
        Submission.objects.all().delete()
    assert min(states.values()) > 0, states


def confirmed(upload: Upload, desk) -> int:
    """Confirm what may be confirmed; return how many drafts were announced and written."""
    announced = len(upload.result.get("changes", []))
    may = upload.state == "ready" and announced and not upload.result["faults"]
    try:
        written = confirm_upload(upload.pk, user=desk.clerk, now=NOW)
    except (RefusedError, NotAllWrittenError):
        assert not may
        return 0
    assert written == announced
    return written
