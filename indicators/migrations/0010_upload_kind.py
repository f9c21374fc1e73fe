"""Let a file be filled in with other things than figures, and for a quarter."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("indicators", "0009_light_thresholds"),
    ]

    operations = [
        migrations.AddField(
            model_name="upload",
            name="kind",
            field=models.CharField(
                choices=[("figures", "数据"), ("projects", "项目进展")],
                default="figures",
                max_length=10,
                verbose_name="内容",
            ),
        ),
        migrations.AddField(
            model_name="upload",
            name="quarter",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="季度"),
        ),
    ]
