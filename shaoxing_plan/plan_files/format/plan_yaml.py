"""`plan.yaml`: a plan's own facts, one `key: value` a line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import yaml

from shaoxing_plan.plan_files.format.cells import CellError, visible
from shaoxing_plan.plan_files.format.decoding import UndecodableError, decoded
from shaoxing_plan.plan_files.format.errors import RowError
from shaoxing_plan.plan_files.format.rows import PlanRow
from shaoxing_plan.plan_files.format.sheets import BrokenRow, Sheet
from shaoxing_plan.plan_files.format.tables import PLAN

_NULL = "tag:yaml.org,2002:null"
_MAXIMUM_SIZE = 64_000


@dataclass(frozen=True, kw_only=True)
class _Entry:
    key: str
    value: str
    line: int


class _FaultError(ValueError):
    """A document, or one entry of it, that is not `key: value`."""

    def __init__(self, message: str, *, line: int | None = None, key: str = "") -> None:
        super().__init__(message)
        self.line = line
        self.key = key


def read_plan(*, file: str, content: bytes | None) -> Sheet[PlanRow]:
    """Return a plan's facts as a sheet of one row, with all errors."""
    if content is None:
        return _unread(file, _FaultError("缺少这个文件"))
    try:
        entries = list(_entries(content))
    except UndecodableError as error:
        return _unread(file, _FaultError(str(error), line=error.row))
    except _FaultError as error:
        return _unread(file, error)
    return _sheet(file, entries)


def written_plan(row: PlanRow) -> bytes:
    """Return `plan.yaml` in its canonical form."""
    facts = asdict(row)
    return yaml.safe_dump(
        {key: facts[key] for key in PLAN.header},
        allow_unicode=True,
        sort_keys=False,
        width=float("inf"),
        encoding="utf-8",
    )


def _unread(file: str, fault: _FaultError) -> Sheet[PlanRow]:
    error = RowError(file=file, row=fault.line, column=fault.key, message=str(fault))
    return Sheet(table=PLAN, file=file, errors=(error,), is_complete=False)


def _entries(content: bytes) -> Iterator[_Entry]:
    if len(content) > _MAXIMUM_SIZE:
        raise _FaultError(f"太大：{len(content)}字节，最多{_MAXIMUM_SIZE}字节")
    document = _document(decoded(content))
    for key, value in document.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode) or not isinstance(value, yaml.ScalarNode):
            raise _FaultError("每一项须是“键: 值”，值不能是列表或嵌套", line=line)
        text = "" if value.tag == _NULL else value.value
        yield _Entry(key=key.value, value=text, line=line)


def _document(text: str) -> yaml.MappingNode:
    try:
        document = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise _FaultError(f"不是合规的YAML（{error.problem}）", line=line) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise _FaultError("不是合规的YAML，或含有不可见字符") from error
    if document is None:
        raise _FaultError("是空文件")
    if not isinstance(document, yaml.MappingNode):
        raise _FaultError("须是一行一个“键: 值”")
    return document


def _sheet(file: str, entries: list[_Entry]) -> Sheet[PlanRow]:
    lines = {entry.key: entry.line for entry in entries}
    errors = list(_key_errors(file, entries))
    values, wrong = _parsed(file, {entry.key: entry for entry in entries})
    whole = len(values) == len(PLAN.columns)
    cells = {entry.key: entry.value for entry in entries}
    return Sheet(
        table=PLAN,
        file=file,
        rows=(PlanRow(row=1, **values),) if whole else (),
        broken=() if whole else (BrokenRow(row=1, values=values, cells=cells),),
        errors=(*errors, *wrong),
        lines=lines,
    )


def _key_errors(file: str, entries: list[_Entry]) -> Iterator[RowError]:
    seen: set[str] = set()
    for entry in entries:
        if entry.key not in PLAN.columns:
            known = "、".join(PLAN.header)
            message = f"不认识这个键，可用：{known}"
            yield RowError(file=file, row=entry.line, column=entry.key, message=message)
        elif entry.key in seen:
            yield RowError(file=file, row=entry.line, column=entry.key, message="这个键出现了两次")
        seen.add(entry.key)
    for key in PLAN.header:
        if key not in seen:
            yield RowError(file=file, column=key, message="缺少这个键；没有值时写null")


def _parsed(file: str, entries: dict[str, _Entry]) -> tuple[dict[str, Any], list[RowError]]:
    values: dict[str, Any] = {}
    wrong: list[RowError] = []
    for key, parse in PLAN.columns.items():
        if key not in entries:
            continue
        entry = entries[key]
        try:
            values[key] = parse(visible(entry.value))
        except CellError as error:
            wrong.append(RowError(file=file, row=entry.line, column=key, message=str(error)))
    return values, wrong
