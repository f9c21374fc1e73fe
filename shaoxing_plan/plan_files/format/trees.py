"""Where plan files come from: a folder or a zip; only files that could be meant are taken."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from shaoxing_plan.plan_files.format.contents import OBSERVATIONS_FOLDER, FileTree
from shaoxing_plan.plan_files.format.errors import PlanFilesError, RowError
from shaoxing_plan.plan_files.format.tables import INDICATORS, PLAN, SHARED_TABLES

# A whole city's plans take well under a megabyte; the limits only keep a broken or hostile
# file from eating the memory.
LARGEST_FILE = 10_000_000
LARGEST_SUM = 40_000_000
LARGEST_ZIP = 5_000_000
MOST_FILES = 1000
_SUFFIXES = {".csv", ".yaml", ".yml"}
_SHARED_NAMES = {table.file for table in SHARED_TABLES}


def read_folder(folder: Path) -> FileTree:
    """Return the files under a folder of plans, or of one plan and the shared ones beside it.

    Raises PlanFilesError.
    """
    if not folder.is_dir():
        raise _refusal(str(folder), "没有这个文件夹")
    if _is_plan_folder(folder):
        folder = folder.resolve()
        return _files(folder.parent, only=folder.name)
    return _files(folder)


def read_zip(content: bytes, *, name: str) -> FileTree:
    """Return the files of a zip, whose top may be one wrapping folder.

    Nothing is unpacked to disk; sizes are counted while unpacking, for a zip's own word on
    them may be a lie. Raises PlanFilesError.
    """
    if len(content) > LARGEST_ZIP:
        raise _refusal(name, f"太大：最多{LARGEST_ZIP // 1_000_000}MB")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _unwrapped(dict(_members(archive, name)))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise _refusal(name, "不是完好的zip文件，请重新压缩") from error


def _refusal(file: str, message: str) -> PlanFilesError:
    return PlanFilesError([RowError(file=file, message=message)])


def _is_plan_folder(folder: Path) -> bool:
    has_plan = any((folder / table.file).exists() for table in (PLAN, INDICATORS))
    return has_plan and not any((folder / name).exists() for name in _SHARED_NAMES)


def _files(root: Path, *, only: str | None = None) -> FileTree:
    tree: dict[str, bytes] = {}
    for path in sorted([*root.glob("*"), *root.glob("*/*")]):
        place = path.relative_to(root)
        if not _is_meant(PurePosixPath(place)) or not path.is_file():
            continue
        if only and len(place.parts) > 1 and place.parts[0] not in (only, OBSERVATIONS_FOLDER):
            continue
        tree[place.as_posix()] = _content(path, place.as_posix())
        if len(tree) > MOST_FILES:
            raise _refusal(str(root), f"文件太多：最多{MOST_FILES}个")
    return tree


def _content(path: Path, name: str) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise _refusal(name, f"太大：最多{LARGEST_FILE // 1_000_000}MB")
        return path.read_bytes()
    except OSError as error:
        raise _refusal(name, f"读不出这个文件（{error.strerror}）") from error


def _is_meant(path: PurePosixPath) -> bool:
    """Return whether a file could be a plan file; system litter and documents are not."""
    hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    return path.suffix.lower() in _SUFFIXES and not hidden


def _members(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, bytes]]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MOST_FILES:
        raise _refusal(name, f"文件太多：最多{MOST_FILES}个")
    left = LARGEST_SUM
    seen: set[str] = set()
    for entry in entries:
        path = PurePosixPath(entry.filename)
        _check_entry(entry, path, seen)
        if _is_meant(path):
            content = _unpacked(archive, entry, min(left, LARGEST_FILE))
            left -= len(content)
            yield path.as_posix(), content


def _check_entry(entry: zipfile.ZipInfo, path: PurePosixPath, seen: set[str]) -> None:
    if path.is_absolute() or ".." in path.parts or "\\" in entry.filename:
        raise _refusal(entry.filename, "压缩包里的路径不安全")
    if entry.flag_bits & 0x1:
        raise _refusal(entry.filename, "压缩包加了密码，请去掉密码")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _refusal(entry.filename, "压缩方式不认识，请存为普通zip")
    if path.as_posix() in seen:
        raise _refusal(entry.filename, "压缩包里有两个同名文件")
    seen.add(path.as_posix())


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int) -> bytes:
    with archive.open(entry) as stream:
        content = stream.read(limit + 1)
    if len(content) > limit:
        raise _refusal(entry.filename, "解开后太大")
    return content


def _unwrapped(tree: dict[str, bytes]) -> FileTree:
    """Return the tree without the one folder that wraps it, as when a folder was zipped."""
    if _SHARED_NAMES & set(tree) or not tree:
        return tree
    tops = {path.split("/")[0] for path in tree}
    top = tops.pop()
    inside = {path.removeprefix(f"{top}/"): content for path, content in tree.items()}
    is_wrapped = not tops and _SHARED_NAMES & set(inside)
    return inside if is_wrapped else tree
