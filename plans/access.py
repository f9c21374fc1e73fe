"""Marks the views that readers may see without a login where browsing is public."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


def browsable(view: View) -> View:
    """Mark a view as open to readers without a login where browsing is public.

    It must be the outermost decorator; the middleware of the site reads the mark. A view
    without it asks for a login.
    """
    view.browsable = True  # type: ignore[attr-defined]
    return view
