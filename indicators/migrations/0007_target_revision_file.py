"""The document of a change of target as a file."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("indicators", "0006_definition_change")]

    operations = [
        migrations.AddField(
            model_name="targetrevision",
            name="evidence",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="target_revisions",
                to="indicators.evidence",
                verbose_name="文件",
            ),
        ),
    ]
