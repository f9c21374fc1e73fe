"""What a plan asks of its projects: expected stages, milestones, sums; projects may be retired."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('indicators', '0001_indicators'),
        ('projects', '0002_link_with_reason'),
    ]
    operations = [
        migrations.CreateModel(
            name='ProjectMilestone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='节点')),
                ('due_on', models.DateField(verbose_name='应完成日期')),
                ('due_share', models.DecimalField(decimal_places=4, max_digits=5, verbose_name='应有形象进度（0—1）')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='顺序')),
            ],
            options={
                'verbose_name': '项目节点',
                'verbose_name_plural': '项目节点',
                'ordering': ['project', 'due_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='PromisedStage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('phrase', models.CharField(max_length=20, unique=True, verbose_name='规划阶段用语')),
                ('expected_stage', models.CharField(choices=[('idea', '谋划'), ('preparation', '前期'), ('construction', '在建'), ('completed', '建成投用')], max_length=12, verbose_name='期末应到阶段')),
                ('judged_by', models.CharField(choices=[('time', '按序时进度'), ('stage', '按到达阶段')], max_length=5, verbose_name='评灯方式')),
                ('reason', models.TextField(verbose_name='理由')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='顺序')),
            ],
            options={
                'verbose_name': '阶段用语',
                'verbose_name_plural': '阶段用语',
                'ordering': ['position', 'phrase'],
            },
        ),
        migrations.CreateModel(
            name='RollUp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.CharField(choices=[('count', '项目数'), ('investment', '完成投资')], max_length=10, verbose_name='汇总内容')),
                ('fields', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('industry', '产业'), ('ecology', '生态'), ('city', '城市'), ('culture', '文化'), ('transport', '交通'), ('energy', '能源'), ('water', '水利'), ('health', '卫生'), ('education', '教育'), ('sports', '体育'), ('digital', '数字')], max_length=12), size=None, verbose_name='领域')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='顺序')),
                ('stale_since', models.DateTimeField(blank=True, null=True, verbose_name='待汇总自')),
            ],
            options={
                'verbose_name': '项目汇总',
                'verbose_name_plural': '项目汇总',
                'ordering': ['position', 'indicator'],
            },
        ),
        migrations.AddField(
            model_name='project',
            name='merged_into',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='projects.project', verbose_name='并入项目'),
        ),
        migrations.AddField(
            model_name='project',
            name='retired_on',
            field=models.DateField(blank=True, help_text='并入或拆分的项目仍可查阅，不再统计。', null=True, verbose_name='停用日期'),
        ),
        migrations.AddField(
            model_name='project',
            name='retired_reason',
            field=models.TextField(blank=True, verbose_name='停用理由'),
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.CheckConstraint(condition=models.Q(('start', None), ('end', None), ('start__lte', models.F('end')), _connector='OR'), name='project_days_in_order', violation_error_message='计划完成不能早于计划开始。'),
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('merged_into', None), ('retired_on', None), ('retired_reason', '')), models.Q(('retired_on__isnull', False), models.Q(('retired_reason', ''), _negated=True)), _connector='OR'), name='project_retired_with_reason', violation_error_message='停用项目须写明日期和理由。'),
        ),
        migrations.AddField(
            model_name='projectmilestone',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='milestones', to='projects.project', verbose_name='项目'),
        ),
        migrations.AddConstraint(
            model_name='promisedstage',
            constraint=models.CheckConstraint(condition=models.Q(('expected_stage', 'halted'), _negated=True), name='promised_stage_is_no_halt'),
        ),
        migrations.AddField(
            model_name='rollup',
            name='indicator',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='roll_up', to='indicators.indicator', verbose_name='指标'),
        ),
        migrations.AddConstraint(
            model_name='projectmilestone',
            constraint=models.UniqueConstraint(fields=('project', 'title'), name='project_milestone_once', violation_error_message='这个项目已有同名的节点。'),
        ),
        migrations.AddConstraint(
            model_name='projectmilestone',
            constraint=models.CheckConstraint(condition=models.Q(('due_share__gte', 0), ('due_share__lte', 1)), name='project_milestone_share_in_bounds', violation_error_message='应有形象进度须在0到1之间。'),
        ),
        migrations.AddIndex(
            model_name='rollup',
            index=models.Index(condition=models.Q(('stale_since__isnull', False)), fields=['stale_since'], name='roll_up_stale'),
        ),
    ]
