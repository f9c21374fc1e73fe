from typing import Any

from django.db import migrations, models


def give_up(apps: Any, schema_editor: Any) -> None:
    """Mark the projects that were retired and in whose place nothing came."""
    projects = apps.get_model("projects", "Project").objects.all()
    wholes = projects.exclude(split_from=None).values("split_from")
    gone = projects.exclude(retired_on=None).filter(merged_into=None)
    gone.exclude(pk__in=wholes).update(is_given_up=True)


class Migration(migrations.Migration):

    dependencies = [
        ("projects", "0010_former_milestones"),
    ]

    operations = [
        migrations.AddField(
            model_name="project",
            name="is_given_up",
            field=models.BooleanField(default=False, help_text="停用当年没有别的项目填报，仍由它自己填报和统计。", verbose_name="不再实施，没有后续项目"),
        ),
        migrations.RunPython(give_up, migrations.RunPython.noop),
    ]
