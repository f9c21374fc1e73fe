"""One change of a target a day; what was entered twice is taken back, the last one stands."""

from django.db import migrations, models
from django.utils import timezone


def take_back_doubles(apps, _editor):
    """Take back all but the last change of a target of one day: it is what verdicts rest on."""
    revisions = apps.get_model("indicators", "TargetRevision").objects
    last = {}
    for each in revisions.order_by("pk"):
        earlier = last.get((each.indicator_id, each.effective_from))
        if earlier is not None:
            revisions.filter(pk=earlier).update(
                withdrawn_at=timezone.now(), withdrawn_reason="同一天登记了两次，以后一次为准。"
            )
        last[each.indicator_id, each.effective_from] = each.pk


class Migration(migrations.Migration):
    dependencies = [("indicators", "0012_share_of_the_way")]

    operations = [
        migrations.AddField(
            model_name="targetrevision",
            name="withdrawn_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="撤销时间"
            ),
        ),
        migrations.AddField(
            model_name="targetrevision",
            name="withdrawn_reason",
            field=models.TextField(blank=True, editable=False, verbose_name="撤销理由"),
        ),
        migrations.RunPython(take_back_doubles, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="targetrevision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("indicator", "effective_from"),
                name="target_revision_once_a_day",
                violation_error_message="这项指标同一天生效的目标调整已经登记。",
            ),
        ),
    ]
