"""What departments report of projects."""

import django.db.models.deletion
import indicators.workflow
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('indicators', '0009_light_thresholds'),
        ('plans', '0003_record_is_append_only'),
        ('projects', '0003_what_is_asked'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name='MilestoneClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reached_on', models.DateField(verbose_name='完成日期')),
            ],
            options={
                'verbose_name': '节点完成',
                'verbose_name_plural': '节点完成',
                'ordering': ['reached_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ProjectReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(choices=[('draft', '草稿'), ('submitted', '已提交'), ('signed', '已签发'), ('approved', '已采用'), ('returned', '退回')], max_length=10, verbose_name='状态')),
                ('version', models.PositiveIntegerField(default=1, help_text='每次改动加一，防止互相覆盖。', verbose_name='版本')),
                ('created_at', models.DateTimeField(verbose_name='创建时间')),
                ('updated_at', models.DateTimeField(verbose_name='改动时间')),
                ('submitted_at', models.DateTimeField(blank=True, null=True, verbose_name='提交时间')),
                ('signed_at', models.DateTimeField(blank=True, null=True, verbose_name='签发时间')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='审核时间')),
                ('reason', models.TextField(blank=True, verbose_name='退回理由')),
                ('on_behalf_reason', models.TextField(blank=True, verbose_name='代填理由')),
                ('on_behalf_document', models.CharField(blank=True, max_length=200, verbose_name='代填依据文件')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年份')),
                ('quarter', models.PositiveSmallIntegerField(blank=True, help_text='空着是全年。', null=True, verbose_name='季度')),
                ('reached_stage', models.CharField(blank=True, choices=[('idea', '谋划'), ('preparation', '前期'), ('construction', '在建'), ('completed', '建成投用'), ('halted', '停缓建')], max_length=12, verbose_name='到达阶段')),
                ('halt_reason', models.TextField(blank=True, verbose_name='停缓建原因')),
                ('physical_share', models.DecimalField(blank=True, decimal_places=4, max_digits=5, null=True, verbose_name='形象进度（0—1）')),
                ('invested', models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True, verbose_name='本年累计完成投资（亿元）')),
                ('progress_text', models.TextField(blank=True, verbose_name='进展情况')),
                ('problem', models.TextField(blank=True, verbose_name='存在问题')),
                ('problem_owner', models.CharField(blank=True, max_length=80, verbose_name='问题责任人')),
                ('problem_due_on', models.DateField(blank=True, null=True, verbose_name='解决期限')),
                ('answers', models.JSONField(blank=True, default=dict, help_text='每条提示的代码和部门的答复。', verbose_name='提示的答复')),
            ],
            options={
                'verbose_name': '项目进展',
                'verbose_name_plural': '项目进展',
                'ordering': ['-updated_at'],
            },
        ),
        migrations.CreateModel(
            name='ProjectComment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('text', models.TextField(verbose_name='内容')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='作者')),
            ],
            options={
                'verbose_name': '评论',
                'verbose_name_plural': '评论',
                'ordering': ['at', 'id'],
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='milestoneclaim',
            name='milestone',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='projects.projectmilestone', verbose_name='节点'),
        ),
        migrations.AddField(
            model_name='projectreport',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='填报人'),
        ),
        migrations.AddField(
            model_name='projectreport',
            name='department',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='plans.department', verbose_name='填报部门'),
        ),
        migrations.AddField(
            model_name='projectreport',
            name='evidence',
            field=models.ManyToManyField(blank=True, related_name='project_reports', to='indicators.evidence', verbose_name='佐证材料'),
        ),
        migrations.AddField(
            model_name='projectreport',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='projects.project', verbose_name='项目'),
        ),
        migrations.AddField(
            model_name='projectcomment',
            name='report',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='projects.projectreport', verbose_name='项目进展'),
        ),
        migrations.AddField(
            model_name='milestoneclaim',
            name='report',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='claims', to='projects.projectreport', verbose_name='项目进展'),
        ),
        migrations.AddIndex(
            model_name='projectreport',
            index=models.Index(fields=['stage', 'department'], name='project_report_queue'),
        ),
        migrations.AddIndex(
            model_name='projectreport',
            index=models.Index(fields=['year', 'stage'], name='project_report_year'),
        ),
        migrations.AddConstraint(
            model_name='projectreport',
            constraint=models.UniqueConstraint(fields=('project', 'year', 'quarter'), name='project_report_once_a_period', nulls_distinct=False, violation_error_message='这个项目这一期已有一份填报。'),
        ),
        migrations.AddConstraint(
            model_name='projectreport',
            constraint=models.CheckConstraint(condition=models.Q(('quarter', None), models.Q(('quarter__gte', 1), ('quarter__lte', 4)), _connector='OR'), name='project_report_quarter_in_bounds', violation_error_message='季度须为1到4。'),
        ),
        migrations.AddConstraint(
            model_name='projectreport',
            constraint=models.CheckConstraint(condition=models.Q(('physical_share', None), models.Q(('physical_share__gte', 0), ('physical_share__lte', 1)), _connector='OR'), name='project_report_share_in_bounds', violation_error_message='形象进度须在0%到100%之间。'),
        ),
        migrations.AddConstraint(
            model_name='projectreport',
            constraint=models.CheckConstraint(condition=models.Q(('invested', None), ('invested__gte', 0), _connector='OR'), name='project_report_invested_not_negative', violation_error_message='完成投资不能是负数。'),
        ),
        migrations.AddConstraint(
            model_name='projectreport',
            constraint=models.CheckConstraint(condition=models.Q(('stage__in', ['draft', 'returned']), models.Q(('reached_stage', ''), _negated=True), _connector='OR'), name='project_report_sent_with_stage', violation_error_message='提交的项目进展须有到达阶段。'),
        ),
        migrations.AddConstraint(
            model_name='projectreport',
            constraint=models.CheckConstraint(condition=models.Q(('stage__in', ['draft', 'returned']), models.Q(('reached_stage', 'halted'), _negated=True), models.Q(('halt_reason', ''), _negated=True), _connector='OR'), name='project_report_halted_with_reason', violation_error_message='停缓建须写明原因。'),
        ),
        migrations.AddConstraint(
            model_name='projectreport',
            constraint=models.CheckConstraint(condition=models.Q(('stage__in', ['draft', 'returned']), models.Q(('reached_stage', 'completed'), _negated=True), models.Q(('physical_share', 1), ('physical_share__isnull', False)), _connector='OR'), name='project_report_completed_is_whole', violation_error_message='建成投用的项目，形象进度须为100%。'),
        ),
        migrations.AddConstraint(
            model_name='projectreport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stage', indicators.workflow.Stage['APPROVED']), _negated=True), ('decided_at__isnull', False), _connector='OR'), name='project_report_approved_at'),
        ),
        migrations.AddConstraint(
            model_name='projectreport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stage', indicators.workflow.Stage['RETURNED']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='project_report_returned_has_reason', violation_error_message='退回须写明理由。'),
        ),
        migrations.AddConstraint(
            model_name='milestoneclaim',
            constraint=models.UniqueConstraint(fields=('report', 'milestone'), name='milestone_claimed_once_a_report'),
        ),
    ]
