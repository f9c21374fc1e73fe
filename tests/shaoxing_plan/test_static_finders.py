"""Styles and scripts of Python packages are found without importing the packages."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from shaoxing_plan import static_finders
from shaoxing_plan.static_finders import BASE, BASE_PARTS, JoinedStylesFinder, PackageAssetsFinder
from tests.site import PROJECT
from tests.workers import environment

ADDRESSES = [
    "css/base.css",
    "vendor/bootstrap/css/bootstrap-reboot.min.css",
    "vendor/plotly/plotly.min.js",
    "vendor/htmx/htmx-2.min.js",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_asset_is_found(address: str) -> None:
    found = finders.find(address)
    assert isinstance(found, str)
    assert Path(found).stat().st_size > 10_000
    assert finders.find(address, find_all=True) == [found]


def test_all_assets_are_collected_under_their_addresses() -> None:
    every = (PackageAssetsFinder(), JoinedStylesFinder())
    listed = [each for finder in every for each in finder.list(None)]
    addresses = {f"{storage.prefix}/{name}".lstrip("/") for name, storage in listed}
    assert set(ADDRESSES) <= addresses
    assert all(storage.exists(name) for name, storage in listed)


def test_what_is_ignored_is_not_collected() -> None:
    names = [name for name, _ in PackageAssetsFinder().list(["*.map"])]
    assert names
    assert not [name for name in names if name.endswith(".map")]


@pytest.mark.parametrize("address", ["vendor/plotly/../plotly.min.js", "vendor/plotly/nothing.js"])
def test_other_files_of_the_packages_are_not_served(address: str) -> None:
    assert PackageAssetsFinder().find(address) == []


def test_a_package_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = {"vendor/gone": ("no_such_package", "static", ("a.js",))}
    monkeypatch.setattr(static_finders, "ASSETS", gone)
    with pytest.raises(ImproperlyConfigured, match="no_such_package"):
        PackageAssetsFinder()


def test_the_one_stylesheet_holds_its_parts_in_order_and_no_address_of_a_source_map() -> None:
    text = Path(str(finders.find(BASE))).read_text()
    starts = [text.index(Path(str(finders.find(name))).read_text()[:200]) for name in BASE_PARTS]
    assert starts == sorted(starts)
    assert "sourceMappingURL" not in text


def test_a_changed_part_changes_the_one_stylesheet(tmp_path: Path, settings: Any) -> None:
    settings.VAR_DIR = tmp_path
    finder = JoinedStylesFinder()
    written = Path(finder.find(BASE))
    whole = written.read_text()
    written.write_text("of an earlier version")
    assert Path(finder.find(BASE)).read_text() == whole
    assert [each.name for each in written.parent.iterdir()] == ["base.css"]


def test_only_the_one_stylesheet_is_found_there() -> None:
    assert JoinedStylesFinder().find("css/site.css") == []
    assert JoinedStylesFinder().find(BASE, find_all=True) == [JoinedStylesFinder().find(BASE)]
    assert list(JoinedStylesFinder().list(["*.css"])) == []


def test_a_part_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(static_finders, "BASE_PARTS", ("css/gone.css",))
    with pytest.raises(ImproperlyConfigured, match="gone"):
        JoinedStylesFinder().find(BASE)


@pytest.mark.django_db
def test_a_page_without_styles_of_its_own_waits_for_one_stylesheet(client: Client) -> None:
    head = client.get("/accounts/login/").content.decode().partition("</head>")[0]
    waited_for = re.findall(r'<link rel="stylesheet"\s+href="([^"]+)">', head)
    assert waited_for == ["/static/css/base.css"]


@pytest.mark.django_db
def test_a_web_worker_never_imports_pandas_or_plotly(db: None) -> None:
    """They cost half a second and 66 MB in every worker."""
    code = (
        "import sys, shaoxing_plan.wsgi\n"
        "from django.test import Client\n"
        "from django.urls import get_resolver\n"
        "get_resolver().url_patterns\n"
        "Client().get('/healthz')\n"
        "print({'pandas', 'plotly', 'numpy'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=PROJECT,
        env={**environment(database="test_shaoxing_plan"), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "set()"
