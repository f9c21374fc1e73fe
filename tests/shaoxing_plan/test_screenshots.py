"""The pictures of the documents leave no public page out."""

from __future__ import annotations

import runpy
from urllib.parse import urlsplit

from django.urls import resolve

from tests.pages import PUBLIC
from tests.site import PROJECT


def test_every_public_page_is_taken():
    shots = runpy.run_path(str(PROJECT / "scripts" / "screenshots.py"))["SHOTS"]
    paths = [urlsplit(shot.path).path for shot in shots.values() if not shot.role]
    assert set(PUBLIC) - {resolve(path).route for path in paths} == set()
