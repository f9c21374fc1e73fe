"""The production setup, as far as it can be run without containers: its very commands are."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from django.core.management import call_command
from django.test import override_settings

from shaoxing_plan.local_services.children import Command, start, stop
from shaoxing_plan.local_services.sockets import free_port
from tests.services import FOLDER, POSTGRES, VALKEY, wait_until
from tests.site import PROJECT

HOST = "plan.example.cn"
LOGIN = "/accounts/login/"
SECRETS = {
    "SECRET_KEY": "8d1e0f7a6c5b4e3d2f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c0d9e",
    "ALLOWED_HOSTS": HOST,
    "POSTGRES_PASSWORD": "p",
    "VALKEY_PASSWORD": "v",
    "SITE_ADDRESS": HOST,
}
COMPOSE: dict[str, Any] = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())


def compose_client() -> list[str] | None:
    for client in (["docker", "compose"], ["docker-compose"]):
        if shutil.which(client[0]) is None:
            continue
        asked = subprocess.run([*client, "version"], capture_output=True, check=False)
        if asked.returncode == 0:
            return client
    return None


def test_every_secret_has_to_be_given() -> None:
    text = (PROJECT / "docker-compose.yml").read_text()
    for name in SECRETS:
        uses = re.findall(rf"(?<!\$)\$\{{{name}(:?.)", text)
        assert uses, name
        assert set(uses) == {":?"}, name
    assert not re.search(r"(PASSWORD|SECRET_KEY): *['\"]?\w", text)


def test_every_variable_is_explained() -> None:
    text = (PROJECT / "docker-compose.yml").read_text()
    explained = (PROJECT / ".env.example").read_text()
    for name in set(re.findall(r"(?<!\$)\$\{(\w+)", text)):
        assert re.search(rf"^#?{name}=", explained, re.MULTILINE), name


def test_compose_accepts_the_file_and_misses_a_secret() -> None:
    client = compose_client()
    if client is None:
        pytest.skip("no docker compose client on this machine")
    config = [*client, "-f", str(PROJECT / "docker-compose.yml"), "config", "-q"]
    env = {"PATH": os.environ["PATH"], "HOME": str(FOLDER), **SECRETS}
    assert subprocess.run(config, env=env, capture_output=True, check=False).returncode == 0
    del env["SECRET_KEY"]
    refused = subprocess.run(config, env=env, capture_output=True, text=True, check=False)
    assert refused.returncode != 0
    assert "SECRET_KEY" in refused.stderr


@pytest.fixture(scope="module")
def static_root() -> Path:
    """Static files collected under their hashed names; compressing them would take long."""
    root = FOLDER / "static"
    named = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    with override_settings(STATIC_ROOT=str(root), STORAGES={"staticfiles": {"BACKEND": named}}):
        call_command("collectstatic", "--noinput", verbosity=0)
    return root


@pytest.fixture(scope="module")
def production(postgres_server: None, broker: str, static_root: Path) -> Iterator[dict[str, str]]:
    """The environment of production, in which all of compose's commands run."""
    POSTGRES.create_database("production")
    shared = COMPOSE["services"]["web"]["environment"]
    env = {
        **{name: value for name, value in shared.items() if "$" not in str(value)},
        "SECRET_KEY": SECRETS["SECRET_KEY"],
        "ALLOWED_HOSTS": HOST,
        "DATABASE_URL": POSTGRES.url("production"),
        "BROKER_URL": VALKEY.url,
        "PUBLIC_BROWSING": "false",
        "STATIC_ROOT": str(static_root),
        "GRANIAN_HOST": "127.0.0.1",
        "GRANIAN_PORT": str(free_port()),
        "DJANGO_SETTINGS_MODULE": "shaoxing_plan.settings",
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    subprocess.run(_command("prepare"), cwd=PROJECT, env={**os.environ, **env}, check=True)
    with ExitStack() as running:
        for name in ("web", "worker", "beat"):
            running.enter_context(_running(name, env))
        yield env


def _command(service: str) -> list[str]:
    """A service's own command line; only the way to the program differs from the container's."""
    program, *args = COMPOSE["services"][service]["command"]
    path = str(Path(sys.executable).with_name(program))
    return [path, *(arg.replace("/tmp/", f"{FOLDER}/") for arg in args)]  # noqa: S108 - compose's


class _running(ExitStack):  # noqa: N801 - reads as a function
    def __init__(self, service: str, env: dict[str, str]) -> None:
        super().__init__()
        command = Command(name=service, args=_command(service), cwd=PROJECT, env=env)
        log = self.enter_context((FOLDER / f"production-{service}.log").open("wb"))
        self.callback(stop, start(command, output=log), command)


def is_well(env: dict[str, str]) -> bool:
    """What the container's health check says of the web server."""
    test = COMPOSE["services"]["web"]["healthcheck"]["test"]
    asked = subprocess.run(
        [sys.executable, *test[2:]], cwd=PROJECT, env={**os.environ, **env}, check=False
    )
    return asked.returncode == 0


class Answer(NamedTuple):
    status: int
    headers: HTTPMessage
    body: str


def get(env: dict[str, str], path: str, *, https: bool = True) -> Answer:
    headers = {"Host": HOST, "X-Forwarded-Proto": "https" if https else "http"}
    with closing(HTTPConnection("127.0.0.1", int(env["GRANIAN_PORT"]), timeout=30)) as connection:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read().decode())


def test_the_commands_of_compose_serve_the_site(production: dict[str, str]) -> None:
    wait_until(lambda: is_well(production), what="the health check to succeed", seconds=60)
    wait_until(
        lambda: '"worker": "ok"' in get(production, "/healthz").body, what="the worker's beat"
    )

    page = get(production, LOGIN)
    assert page.status == 200
    stylesheet = re.search(r'href="(/static/[^"]+\.\w{12}\.css)"', page.body)
    assert stylesheet, page.body
    assert "immutable" in (get(production, stylesheet[1]).headers.get("Cache-Control") or "")


def test_answers_carry_what_keeps_browsers_safe(production: dict[str, str]) -> None:
    wait_until(lambda: is_well(production), what="the health check to succeed", seconds=60)
    page = get(production, LOGIN)
    policy = page.headers.get("Content-Security-Policy") or ""
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "max-age=31536000" in (page.headers.get("Strict-Transport-Security") or "")
    assert page.headers.get("X-Content-Type-Options") == "nosniff"
    assert page.headers.get("X-Frame-Options") == "DENY"
    assert page.headers.get("Referrer-Policy") == "same-origin"
    assert "camera=()" in (page.headers.get("Permissions-Policy") or "")
    assert "Secure" in (page.headers.get("Set-Cookie") or "")


def test_plain_http_is_sent_to_https_and_readers_to_the_login(production: dict[str, str]) -> None:
    wait_until(lambda: is_well(production), what="the health check to succeed", seconds=60)
    plain = get(production, LOGIN, https=False)
    assert (plain.status, plain.headers.get("Location")) == (301, f"https://{HOST}{LOGIN}")
    reader = get(production, "/")
    assert (reader.status, reader.headers.get("Location")) == (302, f"{LOGIN}?next=/")
