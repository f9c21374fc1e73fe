"""What people were reminded of by mail."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('indicators', '0007_target_revision_file'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('due_soon', '截止前14天'), ('due_very_soon', '截止前3天'), ('overdue', '截止后1天'), ('returned', '退回')], max_length=20, verbose_name='类型')),
                ('returned_at', models.DateTimeField(null=True, verbose_name='退回时间')),
                ('day', models.DateField(verbose_name='日期')),
                ('state', models.CharField(choices=[('claimed', '正在发送'), ('sent', '已发送'), ('deferred', '稍后再试'), ('failed', '未能发送')], default='claimed', max_length=10, verbose_name='状态')),
                ('attempts', models.PositiveSmallIntegerField(default=1, verbose_name='次数')),
                ('claimed_at', models.DateTimeField(verbose_name='登记时间')),
                ('sent_at', models.DateTimeField(null=True, verbose_name='发送时间')),
                ('error', models.TextField(blank=True, verbose_name='未能发送的原因')),
                ('round', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='indicators.reportinground', verbose_name='填报轮次')),
                ('submission', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='indicators.submission', verbose_name='填报')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to=settings.AUTH_USER_MODEL, verbose_name='用户')),
            ],
            options={
                'verbose_name': '邮件提醒',
                'verbose_name_plural': '邮件提醒',
                'ordering': ['-claimed_at', '-id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('round__isnull', False)), fields=('user', 'kind', 'round', 'day'), name='reminder_of_round_once'), models.UniqueConstraint(condition=models.Q(('submission__isnull', False)), fields=('user', 'kind', 'submission', 'returned_at'), name='reminder_of_return_once'), models.CheckConstraint(condition=models.Q(('round__isnull', False), ('submission__isnull', False), _connector='XOR'), name='reminder_of_round_or_return')],
            },
        ),
    ]
