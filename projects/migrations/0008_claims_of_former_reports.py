from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0007_former_reports'),
    ]

    operations = [
        migrations.AddField(
            model_name='formerreport',
            name='claims',
            field=models.JSONField(blank=True, default=dict, help_text='节点名称和完成日期。', verbose_name='节点完成'),
        ),
    ]
