"""The PostgreSQL role that the documentation gives the running program."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

RIGHTS = Path(__file__).parents[1] / "deploy" / "web_role.sql"


@pytest.fixture
def web_role(db: None) -> None:
    """Go on as the role with the rights of `deploy/web_role.sql`; undone with the transaction.

    PostgreSQL answers as to a login of that role: who owns the tables has no part in it.
    """
    with connection.cursor() as cursor:
        cursor.execute("create role shaoxing_plan_web")
        cursor.execute(RIGHTS.read_text(encoding="utf-8"))
        cursor.execute("set local role shaoxing_plan_web")
