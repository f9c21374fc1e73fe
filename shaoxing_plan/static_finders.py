"""Styles and scripts that come inside Python packages, served as static files.

`vendor/bootstrap/…`, `vendor/plotly/plotly.min.js`, `vendor/htmx/htmx-2.min.js`. The packages
are located, not imported: plotly alone would cost every web worker a tenth of a second.
"""

from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage

# prefix of the address: package, folder relative to the package, files
ASSETS = {
    "vendor/bootstrap": (
        "bootstrap_wrapper",
        "../bootstrap",
        (
            # What evens out browsers; of the other nine tenths no page used a rule.
            "css/bootstrap-reboot.min.css",
            "css/bootstrap-reboot.min.css.map",
        ),
    ),
    "vendor/plotly": ("plotly", "package_data", ("plotly.min.js",)),
    "vendor/htmx": ("django_htmx", "static/django_htmx", ("htmx-2.min.js",)),
}


class PackageAssets(FileSystemStorage):
    """One package's folder; collectstatic and WhiteNoise read the prefix."""

    def __init__(self, prefix: str) -> None:
        package, folder, _ = ASSETS[prefix]
        spec = find_spec(package)
        if spec is None or spec.origin is None:
            raise ImproperlyConfigured(f"没有安装 {package}，请先执行 make setup。")
        super().__init__(location=(Path(spec.origin).parent / folder).resolve())
        self.prefix = prefix


class PackageAssetsFinder(BaseFinder):
    """Finds the files of ASSETS in the installed packages."""

    def __init__(self, *_args: Any, **_kwargs: Any) -> None:
        super().__init__()
        self._storages = {prefix: PackageAssets(prefix) for prefix in ASSETS}

    def find(self, path: str, find_all: bool = False, **_kwargs: Any) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """Return where a file lies, or an empty list, as Django wants it."""
        for prefix, storage in self._storages.items():
            for name in ASSETS[prefix][2]:
                if path == f"{prefix}/{name}":
                    return [storage.path(name)] if find_all else storage.path(name)
        return []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, PackageAssets]]:
        for prefix, storage in self._storages.items():
            for name in ASSETS[prefix][2]:
                if not any(fnmatch(name, pattern) for pattern in ignore_patterns or ()):
                    yield name, storage
