"""Looking after processes that misbehave."""

import io
import signal
import sys
import threading
from pathlib import Path

import pytest

from shaoxing_plan.local_services.children import Command, ServiceUser, start, stop, tied
from shaoxing_plan.local_services.errors import LocalServiceError
from shaoxing_plan.local_services.merged_log import MergedLog
from shaoxing_plan.local_services.supervisor import OnEnd, Supervisor
from tests.services import wait_until

STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True)"


def command(code: str, *, name: str = "child", stop_seconds: float = 0.2) -> Command:
    return Command(
        name=name,
        args=[sys.executable, "-S", "-c", code],
        cwd=Path.cwd(),
        stop_seconds=stop_seconds,
    )


@pytest.fixture
def log() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def supervisor(log: io.StringIO) -> Supervisor:
    return Supervisor(MergedLog(log), first_pause_seconds=0.01)


def test_lines_carry_the_name_of_their_process(supervisor: Supervisor, log: io.StringIO) -> None:
    assert supervisor.run_to_end(command("print('一')\nprint('二')", name="web")) == 0
    wait_until(lambda: log.getvalue().count("\n") == 2, what="both lines")
    assert log.getvalue() == "web      | 一\nweb      | 二\n"


def test_a_child_that_ignores_the_request_is_ended(
    supervisor: Supervisor, log: io.StringIO
) -> None:
    child = supervisor.start(command(STUBBORN + "\nsignal.pause()"), OnEnd.RESTART)
    assert supervisor.wait_for(lambda: "up" in log.getvalue(), seconds=10)
    supervisor.stop_all()
    assert child.returncode == -signal.SIGKILL


def test_a_grandchild_does_not_outlive_its_group(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    code = (
        "import subprocess, sys, signal\n"
        f"inner = {STUBBORN!r} + '\\nsignal.pause()'\n"
        "p = subprocess.Popen([sys.executable, '-S', '-c', inner], stdout=subprocess.PIPE)\n"
        "p.stdout.readline()\n"
        f"open({str(note)!r}, 'w').write(str(p.pid))\n"
        "signal.pause()"
    )
    asked = command(code)
    child = start(asked)
    wait_until(lambda: note.exists() and note.read_text(), what="the grandchild")
    stop(child, asked)
    grandchild = Path("/proc") / note.read_text()
    wait_until(
        lambda: not grandchild.exists() or "Z (zombie)" in (grandchild / "status").read_text(),
        what="the grandchild to end",
    )
    child.communicate()


def test_a_child_that_keeps_ending_is_given_up(supervisor: Supervisor, log: io.StringIO) -> None:
    supervisor.start(command("raise SystemExit(3)", name="web"), OnEnd.RESTART)
    with pytest.raises(LocalServiceError, match="web 意外退出（退出码 3），全部停止"):
        supervisor.watch()
    assert log.getvalue().count("重新启动") == 5


def test_the_end_of_a_service_is_the_end_of_all(supervisor: Supervisor) -> None:
    supervisor.start(command("raise SystemExit(1)", name="postgres"), OnEnd.STOP_ALL)
    with pytest.raises(LocalServiceError, match="postgres 意外退出"):
        supervisor.watch()


def test_waiting_has_an_end(supervisor: Supervisor) -> None:
    assert not supervisor.wait_for(lambda: False, seconds=0.1)


def test_a_log_that_nobody_reads_stops_nobody() -> None:
    class Closed(io.StringIO):
        def write(self, _text: str) -> int:
            raise BrokenPipeError

    log = MergedLog(Closed())
    log.line("web", "one")
    log.line("web", "two")


def test_a_terminal_sees_colours() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    MergedLog(terminal).line("web", "one")
    assert terminal.getvalue() == "\x1b[32mweb      |\x1b[0m one\n"


def test_a_tied_program_asks_for_its_user_before_its_death_signal() -> None:
    line = tied(["/bin/true"], user=ServiceUser(1, 2), death_signal=signal.SIGINT)
    assert line[line.index("--uid") + 1] == "1"
    assert line[-2:] == ["--", "/bin/true"]


def test_lines_of_several_processes_are_not_mixed(log: io.StringIO) -> None:
    merged = MergedLog(log)

    def write() -> None:
        for _ in range(50):
            merged.line("web", "x" * 500)

    writers = [threading.Thread(target=write) for _ in range(4)]
    for each in writers:
        each.start()
    for each in writers:
        each.join()
    assert set(log.getvalue().splitlines()) == {f"web      | {'x' * 500}"}
