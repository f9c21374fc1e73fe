"""What `manage.py check --deploy --database default` asks: who owns the record could unlock it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register  # noqa: A004 - Django's own name
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection

from plans.models import RecordEntry

_OWNS = """
select pg_has_role(current_user, relowner, 'member') from pg_class where oid = to_regclass(%s)
"""
OWNED = Warning(
    "运行程序的数据库账号就是记录表的所有者（或超级用户），可以停掉“只增不改”的触发器。",
    hint="另建一个只能读和追加记录的账号来运行，见 README“部署”和 deploy/web_role.sql。",
    id="plans.W001",
)
UNKNOWN = Warning(
    "连不上数据库，查不出运行程序的账号是不是记录表的所有者。",
    hint="数据库启动后再检查一次。",
    id="plans.W002",
)


@register(Tags.database, deploy=True)
def record_is_not_ours(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Warn where the role that runs the program could switch the record's triggers off.

    As all checks of a database it is made only of those that are named.
    """
    if not settings.PRODUCTION or DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    try:
        with connection.cursor() as cursor:
            cursor.execute(_OWNS, [RecordEntry._meta.db_table])
            found = cursor.fetchone()
    except OperationalError:
        return [UNKNOWN]
    return [OWNED] if found and found[0] else []
