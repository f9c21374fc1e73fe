"""Reads of plans and their outline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from plans.models import Plan

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, kw_only=True)
class PlanLink:
    """One plan in the switch at the top of each page."""

    label: str
    period: str
    url: str
    is_current: bool


def plan_links(*, current: Plan, url_name: str = "plan_overview") -> list[PlanLink]:
    """Return a link to the same page of every plan, newest plan first."""
    return [
        PlanLink(
            label=plan.short_title,
            period=f"{plan.first_year}—{plan.last_year}",
            url=reverse(url_name, args=[plan.slug]),
            is_current=plan.pk == current.pk,
        )
        for plan in Plan.objects.all()
    ]


def newest_plan(*, today: date) -> Plan | None:
    """Return the newest plan that has begun, else the earliest one, None when there is none."""
    plans = Plan.objects.select_related("region")
    begun = plans.filter(first_year__lte=today.year).order_by("-first_year", "slug").first()
    return begun or plans.order_by("first_year", "slug").first()
