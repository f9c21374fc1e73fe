"""The folder that holds all data of a local installation, and whether it can be used."""

import fcntl
import os
import pwd
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .children import ServiceUser
from .errors import LocalServiceError

LOCK_PATIENCE_SECONDS = 1.0


@dataclass(frozen=True)
class VarFolder:
    """Where everything a local installation writes has its place."""

    root: Path

    @property
    def postgres(self) -> Path:
        return self.root / "postgres"

    @property
    def valkey(self) -> Path:
        return self.root / "valkey"

    @property
    def beat(self) -> Path:
        return self.root / "beat"

    @property
    def lock(self) -> Path:
        return self.root / "up.lock"

    @property
    def endpoints(self) -> Path:
        return self.root / "services.json"


def require_writable(folder: Path) -> None:
    """Create a folder if need be; raise LocalServiceError where nothing can be written to it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise LocalServiceError(
            f"数据目录 {folder} 不可写（{error.strerror}）。"
            "请检查该目录的权限和磁盘是否只读，或用环境变量 VAR_DIR 指定另一个目录。"
        ) from error


def require_space(folder: Path, *, megabytes: int) -> None:
    """Raise LocalServiceError where the disk of a folder has less room than asked for."""
    free = shutil.disk_usage(folder).free // 2**20
    if free < megabytes:
        raise LocalServiceError(
            f"磁盘空间不足：{folder} 所在磁盘只剩 {free} MB，至少需要 {megabytes} MB。"
            "请清理磁盘，或用环境变量 VAR_DIR 指定另一个磁盘上的目录。已有数据没有改动。"
        )


@contextmanager
def locked(var: VarFolder) -> Iterator[None]:
    """Hold the folder for one launcher; raise LocalServiceError if another one has it.

    The kernel gives the lock back when its holder dies in whatever way.
    """
    with var.lock.open("a") as file:
        deadline = time.monotonic() + LOCK_PATIENCE_SECONDS
        while not _try_lock(file.fileno(), fcntl.LOCK_EX):
            if time.monotonic() > deadline:
                raise LocalServiceError(
                    f"另一个 make run 正在使用 {var.root}。请先用 Ctrl-C 停止它，"
                    "或用环境变量 VAR_DIR 给这一个指定另一个目录。"
                )
            time.sleep(0.05)
        yield


def is_locked(var: VarFolder) -> bool:
    """Return whether a launcher is at work in the folder."""
    try:
        with var.lock.open() as file:
            return not _try_lock(file.fileno(), fcntl.LOCK_SH)
    except OSError:
        return False


def _try_lock(descriptor: int, mode: int) -> bool:
    try:
        fcntl.flock(descriptor, mode | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def service_user(folder: Path) -> ServiceUser | None:
    """Return who a service must run as: None for oneself, the folder's owner or nobody for root.

    PostgreSQL refuses to run as root. A folder that an ordinary user has filled keeps its owner.
    """
    if os.geteuid() != 0:
        return None
    if folder.exists() and (owner := folder.stat()).st_uid != 0:
        return ServiceUser(owner.st_uid, owner.st_gid)
    nobody = pwd.getpwnam("nobody")
    return ServiceUser(nobody.pw_uid, nobody.pw_gid)
