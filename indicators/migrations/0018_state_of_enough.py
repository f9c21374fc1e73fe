"""Keeps which state the figure that would have been enough is of.

All verdicts are computed anew: the state is known of none yet, and their sentences are worded
otherwise from now on.
"""

from django.db import migrations, models
from django.db.models.functions import Now


def mark_all_stale(apps, schema_editor):
    assessments = apps.get_model("indicators", "Assessment")
    assessments.objects.filter(stale_since=None).update(stale_since=Now())


class Migration(migrations.Migration):

    dependencies = [
        ('indicators', '0017_target_recorded_at'),
    ]

    operations = [
        migrations.AddField(
            model_name='assessment',
            name='enough_state',
            field=models.CharField(blank=True, default='', max_length=20, verbose_name='达到所需时的状态'),
            preserve_default=False,
        ),
        migrations.RunPython(mark_all_stale, migrations.RunPython.noop),
    ]
