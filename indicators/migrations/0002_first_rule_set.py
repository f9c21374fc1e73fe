"""Put the default rules of the design into force as the first version."""

from datetime import date
from decimal import Decimal

from django.db import migrations

FIRST = {
    "version": "2021.1",
    "effective_on": date(2021, 1, 1),
    "note": "初始规则。",
    "ahead_ratio": Decimal("1.05"),
    "on_track_ratio": Decimal("0.95"),
    "nearly_ratio": Decimal("0.80"),
    "ahead_margin": Decimal("0.5"),
    "on_track_margin": Decimal(0),
    "nearly_margin": Decimal("-0.5"),
    "points_tolerance": Decimal("0.5"),
    "share_tolerance": Decimal("0.02"),
    "synchronous_margin": Decimal("-0.5"),
}


def add_first(apps, schema_editor):
    apps.get_model("indicators", "RuleSet").objects.get_or_create(
        version=FIRST["version"], defaults=FIRST
    )


def remove_first(apps, schema_editor):
    apps.get_model("indicators", "RuleSet").objects.filter(version=FIRST["version"]).delete()


class Migration(migrations.Migration):
    dependencies = [("indicators", "0001_indicators")]
    operations = [migrations.RunPython(add_first, remove_first)]
