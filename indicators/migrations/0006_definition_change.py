"""A change of definition: why, from which year it is reported, and the verdict by it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("indicators", "0005_upload")]

    operations = [
        migrations.AddField(
            model_name="definition",
            name="reason",
            field=models.TextField(blank=True, verbose_name="变更理由"),
        ),
        migrations.AddField(
            model_name="definition",
            name="asked_from",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="自该年数据起，部门按本口径填报；空则不要求。",
                null=True,
                verbose_name="起报年份",
            ),
        ),
        migrations.AlterField(
            model_name="assessment",
            name="standpoint",
            field=models.CharField(
                choices=[
                    ("closing", "按结账时数据"),
                    ("current", "按最新数据"),
                    ("revised_base", "按修订后基期"),
                    ("original_target", "按原目标"),
                    ("new_definition", "按新口径"),
                ],
                max_length=20,
                verbose_name="立足点",
            ),
        ),
    ]
