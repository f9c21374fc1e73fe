"""Static files that do not lie in `static/`: those of Python packages, and the one stylesheet.

`vendor/bootstrap/…`, `vendor/plotly/plotly.min.js`, `vendor/htmx/htmx-2.min.js`. The packages
are located, not imported: plotly alone would cost every web worker a tenth of a second.
`css/base.css` is what every page needs before it can be painted, joined to one file.
"""

import os
import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.staticfiles import finders
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

BASE: Final = "css/base.css"
BASE_PARTS: Final = (
    "vendor/bootstrap/css/bootstrap-reboot.min.css",
    "css/tokens.css",
    "css/site.css",
    "css/charts.css",
    "css/search.css",
)
"""In the order in which later rules win. What paper and the dark need is linked by itself."""
_SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/")


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


class JoinedStylesFinder(BaseFinder):
    """Joins the stylesheets of every page to one, written anew where a part has changed.

    A browser waits for each stylesheet in the head before it paints anything: one request, not
    five. The parts stay files of their own, for people to read and for pages without the rest.
    """

    def __init__(self, *_args: Any, **_kwargs: Any) -> None:
        super().__init__()
        self._storage = FileSystemStorage(location=settings.VAR_DIR / "styles")
        self._storage.prefix = ""  # type: ignore[attr-defined]  # collectstatic and WhiteNoise ask

    def find(self, path: str, find_all: bool = False, **_kwargs: Any) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """Return where the joined file lies, or an empty list, as Django wants it."""
        if path != BASE:
            return []
        found = str(self._joined())
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
        if not any(fnmatch(BASE, pattern) for pattern in ignore_patterns or ()):
            self._joined()
            yield BASE, self._storage

    def _joined(self) -> Path:
        """Write the file if it differs; whole or not at all, for every worker may."""
        target = Path(self._storage.path(BASE))
        text = "\n".join(_part(name) for name in BASE_PARTS)
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            fresh = target.with_suffix(f".{os.getpid()}")
            fresh.write_text(text, encoding="utf-8")
            fresh.replace(target)
        return target


def _part(name: str) -> str:
    """Return a stylesheet without the address of its source map, which is that of a part."""
    path = finders.find(name)
    if not isinstance(path, str):
        raise ImproperlyConfigured(f"找不到样式文件 {name}。")
    return _SOURCE_MAP.sub("", Path(path).read_text(encoding="utf-8"))
