"""`manage.py up`, started and stopped as a person, a power cut or another program would."""

import json
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

import psutil
import psycopg2
import pytest

from shaoxing_plan.local_services.children import end_group
from shaoxing_plan.local_services.postgres import Postgres
from tests.services import FOLDER, POSTGRES, VALKEY, running, wait_until
from tests.site import PROJECT, LaunchedSite, launch, wait_started


def family(site: LaunchedSite) -> list[psutil.Process]:
    launcher = psutil.Process(site.process.pid)
    return [launcher, *launcher.children(recursive=True)]


def command_lines(site: LaunchedSite) -> dict[psutil.Process, str]:
    """The command lines of a site's processes; one may end while they are looked at."""
    found = {}
    for each in family(site):
        with suppress(psutil.NoSuchProcess):
            found[each] = " ".join(each.cmdline())
    return found


def one(site: LaunchedSite, pattern: str) -> psutil.Process:
    """The first process of a site whose command line has the pattern."""
    found = command_lines(site)
    return next(each for each, command in found.items() if re.search(pattern, command))


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    return [each for each in processes if each.is_running() and each.status() != "zombie"]


def kill_everything(site: LaunchedSite) -> None:
    """End all at once, as a power cut would: nobody sees the others go."""
    launcher, *others = family(site)
    launcher.suspend()
    for process in others:
        process.kill()
    launcher.kill()
    site.process.wait()


def healthz(site: LaunchedSite) -> dict[str, str]:
    with urlopen(f"{site.url}healthz", timeout=10) as answer:  # noqa: S310 - our own
        state: dict[str, str] = json.load(answer)
        return state


def manage(var: Path, *args: str) -> "subprocess.CompletedProcess[str]":
    """Run a management command that has to find the running services by itself."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *args],
        cwd=PROJECT,
        env={**kept, "VAR_DIR": str(var)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def launched() -> Iterator[list[LaunchedSite]]:
    """Sites to be ended after the test, whatever became of it."""
    sites: list[LaunchedSite] = []
    yield sites
    for site in sites:
        processes = family(site) if site.process.poll() is None else []
        end_group(site.process.pid)
        for process in alive(processes):
            process.kill()
        site.process.wait()


@pytest.fixture(scope="module")
def first_start() -> Iterator[LaunchedSite]:
    """A site after its first start; its folder is what the other tests start on."""
    site = launch(FOLDER / "up")
    try:
        wait_started(site)
        yield site
    finally:
        if site.process.poll() is None:
            site.stop()


@pytest.fixture
def var(first_start: LaunchedSite) -> Path:
    """The folder of a site that has been stopped."""
    if first_start.process.poll() is None:
        first_start.stop()
    return first_start.var


def start_again(
    var: Path, launched: list[LaunchedSite], *, env: Mapping[str, str] | None = None
) -> LaunchedSite:
    site = launch(var, env=env)
    launched.append(site)
    wait_started(site)
    return site


def test_first_start_is_healthy_and_prints_passwords_that_log_in(first_start: LaunchedSite) -> None:
    assert healthz(first_start)["status"] == "ok"
    assert set(first_start.passwords) == {"admin", "planner", "clerk"}
    password = first_start.passwords["planner"]
    check = (
        "from django.contrib.auth import authenticate as a;"
        f"print(a(username='planner', password='{password}').groups.get().name)"
    )
    assert manage(first_start.var, "shell", "-v0", "-c", check).stdout.strip() == "planner"


def test_passwords_are_not_kept_on_disk_in_the_clear(first_start: LaunchedSite) -> None:
    kept = [
        path
        for path in first_start.var.rglob("*")
        if path.is_file()
        and any(word.encode() in path.read_bytes() for word in first_start.passwords.values())
    ]
    assert kept == []


def test_only_the_owner_can_enter_the_data(first_start: LaunchedSite) -> None:
    for name in ("postgres", "valkey"):
        assert stat.S_IMODE((first_start.var / name).stat().st_mode) == 0o700
    for name in ("services.json", "secret_key"):
        assert stat.S_IMODE((first_start.var / name).stat().st_mode) == 0o600


def test_a_second_launcher_on_the_same_folder_is_refused(
    first_start: LaunchedSite, launched: list[LaunchedSite]
) -> None:
    second = launch(first_start.var)
    launched.append(second)
    assert second.process.wait(timeout=60) == 1
    assert "另一个 make run 正在使用" in second.log
    assert healthz(first_start)["status"] == "ok"


def test_ctrl_c_leaves_no_process(var: Path, launched: list[LaunchedSite]) -> None:
    site = start_again(var, launched)
    processes = family(site)
    assert {"postgres", "valkey-server"} <= {each.name() for each in processes}

    assert site.stop(signal.SIGINT) == 0

    assert alive(processes) == []
    assert not (var / "services.json").exists()
    assert "首批账号" not in site.log
    order = re.findall(r"^up +\| 停止 (\w+)", site.log, re.MULTILINE)
    assert order == ["web", "beat", "worker", "valkey", "postgres"]
    assert "database system is shut down" in site.log


def test_after_kill_9_of_everything_it_picks_up(var: Path, launched: list[LaunchedSite]) -> None:
    site = start_again(var, launched)
    write = "from plans.models import Region as R; R.objects.create(code='999999', name='甲')"
    assert manage(var, "shell", "-v0", "-c", write).returncode == 0
    kill_everything(site)
    # By now the server's number may belong to somebody else.
    mark = var / "postgres" / "postmaster.pid"
    mark.write_text(mark.read_text().replace(mark.read_text().split()[0], str(os.getpid()), 1))

    again = start_again(var, launched)

    read = "from plans.models import Region as R; print(R.objects.get(code='999999').name)"
    assert manage(var, "shell", "-v0", "-c", read).stdout.strip() == "甲"
    assert again.stop() == 0


@pytest.mark.skipif(sys.platform != "linux", reason="needs the kernel's parent death signal")
def test_when_the_launcher_alone_is_killed_its_processes_end(
    var: Path, launched: list[LaunchedSite]
) -> None:
    site = start_again(var, launched)
    processes = family(site)
    site.process.kill()
    site.process.wait()
    wait_until(lambda: alive(processes) == [], what="the orphans to end", seconds=240)


def test_an_orphaned_database_is_stopped_first(var: Path, launched: list[LaunchedSite]) -> None:
    """As on systems without a parent death signal, or while it still shuts down."""
    orphan = Postgres.at(var / "postgres")
    with running(orphan) as process:
        site = start_again(var, launched)
        assert "已停止上次遗留的" in site.log
        assert process.wait(timeout=30) == 0
        assert site.stop() == 0


def test_a_dead_worker_is_replaced_and_a_dead_database_stops_all(
    var: Path, launched: list[LaunchedSite]
) -> None:
    site = start_again(var, launched)
    one(site, "celery.* worker").kill()
    wait_until(lambda: "worker 意外退出（信号 SIGKILL），重新启动" in site.log, what="a new worker")
    wait_until(lambda: site.log.count(" ready.") == 2, what="the new worker to be ready")
    processes = family(site)

    one(site, "bin/postgres").kill()

    assert site.process.wait(timeout=60) == 1
    assert "postgres 意外退出" in site.log
    assert alive(processes) == []


def test_without_running_services_a_command_says_what_to_do(var: Path) -> None:
    done = manage(var, "shell", "-v0", "-c", "from plans.models import Plan; Plan.objects.count()")
    assert done.returncode != 0
    assert "make run" in done.stderr


def refused(var: Path, launched: list[LaunchedSite], *, port: int | None = None, **env: str) -> str:
    """Start a site that has to refuse; return what it says."""
    site = launch(var, port=port, env=env)
    launched.append(site)
    assert site.process.wait(timeout=60) == 1
    return site.log


def test_a_taken_port_is_named_and_nothing_started(launched: list[LaunchedSite]) -> None:
    var = FOLDER / "port"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        log = refused(var, launched, port=port)
    assert f"端口 {port} 已被占用" in log
    assert f"make run PORT={port + 1}" in log
    assert not (var / "postgres").exists()


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_what_is_no_port_is_refused(port: str) -> None:
    done = manage(FOLDER / "no-port", "up", "--port", port)
    assert done.returncode == 2
    assert f"端口须为 1 到 65535 的整数，不是“{port}”" in done.stderr


def test_data_of_another_version_is_left_alone(launched: list[LaunchedSite]) -> None:
    var = FOLDER / "version"
    data = var / "postgres"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("16\n")
    log = refused(var, launched)
    assert "PostgreSQL 16 的数据目录，本程序使用 18" in log
    assert [path.name for path in data.iterdir()] == ["PG_VERSION"]


def test_a_full_disk_is_named_and_nothing_started(launched: list[LaunchedSite]) -> None:
    var = FOLDER / "full"
    assert "磁盘空间不足" in refused(var, launched, VAR_MINIMUM_FREE_MB="999999999")
    assert not (var / "postgres").exists()


def test_a_folder_that_cannot_be_written_is_named(launched: list[LaunchedSite]) -> None:
    var = FOLDER / "file"
    var.mkdir()
    (var / "inside").write_text("")
    log = refused(var, launched, VAR_DIR=str(var / "inside"))
    assert f"数据目录 {var / 'inside'} 不可写" in log


def test_servers_named_by_the_environment_are_used_and_none_is_started(
    launched: list[LaunchedSite], postgres_server: None, broker: str
) -> None:
    POSTGRES.create_database("named")
    site = start_again(
        FOLDER / "named",
        launched,
        env={"DATABASE_URL": POSTGRES.url("named"), "BROKER_URL": VALKEY.url},
    )
    assert not {"postgres", "valkey-server"} & {each.name() for each in family(site)}
    assert healthz(site)["status"] == "ok"
    assert site.stop() == 0
    with psycopg2.connect(POSTGRES.url("named")) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM plans_plan")
        assert cursor.fetchone() is not None


def test_a_path_too_long_for_a_socket_is_served_over_tcp_with_a_password(
    launched: list[LaunchedSite],
) -> None:
    var = FOLDER / ("long" * 25)
    # What an initdb leaves that was killed must not be in the way either.
    (var / "building-postgres-abc" / "base").mkdir(parents=True)
    site = start_again(var, launched)
    assert not (var / "building-postgres-abc").exists()
    found = json.loads((site.var / "services.json").read_text())
    assert re.fullmatch(
        r"postgres://postgres:\w{32}@127\.0\.0\.1:\d+/shaoxing_plan", found["database_url"]
    )
    assert re.fullmatch(r"redis://:\w{32}@127\.0\.0\.1:\d+/0", found["broker_url"])
    without_password = re.sub(r":\w{32}@", ":wrong@", found["database_url"])
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(without_password)
    commands = [*command_lines(site).values()]
    password = re.findall(r":(\w{32})@", found["broker_url"])[0]
    assert not any(password in command for command in commands)
    assert site.stop() == 0


def python_for_everybody() -> str | None:
    """A Python of the same version that an unprivileged user can run, or None."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    candidates = (sys.executable, shutil.which(version, path="/usr/local/bin:/usr/bin"))
    for candidate in filter(None, candidates):
        parents = Path(candidate).resolve().parents
        if all(folder.stat().st_mode & stat.S_IXOTH for folder in parents):
            return candidate
    return None


@pytest.mark.skipif(os.geteuid() != 0, reason="every other test has run as an ordinary user")
def test_an_ordinary_user_can_run_it() -> None:
    python = python_for_everybody()
    if python is None or not all(
        folder.stat().st_mode & stat.S_IXOTH for folder in PROJECT.parents
    ):
        pytest.skip("this Python, or this folder, is closed to other users")
    var = Path(tempfile.mkdtemp(prefix="sxp-"))
    os.chown(var, 65534, 65534)
    import django

    site = launch(
        var,
        python=python,
        user=65534,
        env={"PYTHONPATH": str(Path(django.__file__).parent.parent), "HOME": str(var)},
    )
    try:
        wait_started(site)
        owners = {each.uids().real for each in family(site)}
        assert owners == {65534}
        assert site.stop() == 0
    finally:
        end_group(site.process.pid)
        # What is just ending removes files of its own.
        shutil.rmtree(var, ignore_errors=True)
