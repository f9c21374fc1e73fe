"""Settings from the environment, each in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.site import PROJECT

PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "8d1e0f7a6c5b4e3d2f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c0d9e",
    "DATABASE_URL": "postgres://user:secret@db.example:5432/plan",
    "BROKER_URL": "redis://broker.example:6379/0",
    "ALLOWED_HOSTS": "plan.example.cn",
}


def manage(*args: str, **env: str) -> "subprocess.CompletedProcess[str]":
    """Run a management command with nothing in its environment but what is given."""
    return subprocess.run(
        [sys.executable, "manage.py", *args],
        cwd=PROJECT,
        env={"PATH": os.environ["PATH"], **env},
        capture_output=True,
        text=True,
        check=False,
    )


def value(name: str, **env: str) -> str:
    code = f"from django.conf import settings; print(settings.{name})"
    done = manage("shell", "-v0", "-c", code, **env)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_production_names_everything_that_is_missing() -> None:
    done = manage("check", ENVIRONMENT="production", BROKER_URL="redis://broker.example")
    assert done.returncode == 1
    assert "SECRET_KEY、DATABASE_URL、ALLOWED_HOSTS" in done.stderr
    assert "BROKER_URL" not in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_kind_of_environment_is_refused() -> None:
    """A typing error must not turn production into development."""
    done = manage("check", ENVIRONMENT="prodution")
    assert done.returncode == 1
    assert "prodution" in done.stderr


def test_production_passes_the_deployment_check() -> None:
    done = manage("check", "--deploy", "--fail-level", "INFO", **PRODUCTION)
    assert done.returncode == 0, done.stderr


def test_production_asks_for_a_login_unless_it_is_opened() -> None:
    assert value("PUBLIC_BROWSING", **PRODUCTION) == "False"
    assert value("PUBLIC_BROWSING", **PRODUCTION, PUBLIC_BROWSING="true") == "True"


def test_development_keeps_its_own_key(tmp_path: Path) -> None:
    first = value("SECRET_KEY", VAR_DIR=str(tmp_path))
    assert len(first) > 50
    assert value("SECRET_KEY", VAR_DIR=str(tmp_path)) == first
    assert value("SECRET_KEY", VAR_DIR=str(tmp_path / "other")) != first


def test_demo_data_has_a_folder_and_a_database_of_its_own(tmp_path: Path) -> None:
    env = {"VAR_DIR": str(tmp_path), "DEMO": "1"}
    assert value("VAR_DIR", **env) == str(tmp_path / "demo")
    assert value("DATABASES['default']['NAME']", **env) == "shaoxing_plan_demo"


def test_demo_data_is_kept_out_of_a_database_not_named_for_it(tmp_path: Path) -> None:
    url = "postgres://user@db.example/plan"
    done = manage("check", VAR_DIR=str(tmp_path), DEMO="1", DATABASE_URL=url)
    assert done.returncode == 1
    assert "_demo" in done.stderr
    assert value("DEMO", VAR_DIR=str(tmp_path), DEMO="1", DATABASE_URL=f"{url}_demo") == "True"


@pytest.mark.parametrize("given", ["true", "false"])
def test_only_a_proxy_that_is_trusted_can_say_https(given: str) -> None:
    code = "from django.conf import settings; print(settings.SECURE_PROXY_SSL_HEADER)"
    done = manage("shell", "-v0", "-c", code, **PRODUCTION, TRUST_X_FORWARDED_PROTO=given)
    assert ("HTTP_X_FORWARDED_PROTO" in done.stdout) == (given == "true")


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("smtp://mail.example.cn", ("mail.example.cn", "25", "", "False", "False")),
        (
            "smtp+tls://plan%40example.cn:p%3Aw@mail.example.cn",
            ("mail.example.cn", "587", "plan@example.cn", "True", "False"),
        ),
        ("smtps://u:p@mail.example.cn:4465", ("mail.example.cn", "4465", "u", "False", "True")),
    ],
)
def test_mail_goes_where_one_address_says(url: str, wanted: tuple[str, ...]) -> None:
    names = ("EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_USE_TLS", "EMAIL_USE_SSL")
    asked = "settings.MAIL_IS_SET, " + ", ".join(f"str(settings.{name})" for name in names)
    code = f"from django.conf import settings; print(({asked}))"
    done = manage("shell", "-v0", "-c", code, EMAIL_URL=url)
    assert done.stdout.strip() == str((True, *wanted))


def test_mail_that_is_set_up_wrongly_stops_the_start_and_says_how() -> None:
    done = manage("check", EMAIL_URL="mail.example.cn:25")
    assert done.returncode == 1
    assert "smtp+tls://" in done.stderr


def test_without_a_mail_server_production_sends_none_and_development_logs_it() -> None:
    assert value("MAIL_IS_SET", **PRODUCTION) == "False"
    assert value("EMAIL_BACKEND", **PRODUCTION).endswith("dummy.EmailBackend")
    assert value("SITE_URL", **PRODUCTION) == "https://plan.example.cn"
    assert value("MAIL_IS_SET") == "True"
    assert value("EMAIL_BACKEND").endswith("console.EmailBackend")
