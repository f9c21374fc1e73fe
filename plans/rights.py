"""What rights a person has, in words that can be compared and recorded; no writes."""

from __future__ import annotations

from django.contrib.auth.models import User

from plans.models import Membership


def rights_of(user: User) -> set[str]:
    """Return a person's rights in Chinese: roles, departments and what the account may do."""
    rights = {f"角色：{name}" for name in user.groups.values_list("name", flat=True)}
    memberships = Membership.objects.filter(user=user).select_related("department")
    rights |= {f"{each.department.name}：{each.get_role_display()}" for each in memberships}
    marks = (
        (user.is_active, "账号可用"),
        (user.is_staff, "可进后台"),
        (user.is_superuser, "超级用户"),
    )
    return rights | {word for is_set, word in marks if is_set}
