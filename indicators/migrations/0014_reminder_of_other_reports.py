"""A reminder may be of a returned report that is no figure."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('indicators', '0013_target_revision_once'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='reminder',
            name='reminder_of_round_or_return',
        ),
        migrations.AddField(
            model_name='reminder',
            name='report_key',
            field=models.CharField(blank=True, help_text='项目进展等，对象类型/编号。', max_length=60, verbose_name='其他填报'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.UniqueConstraint(condition=models.Q(('report_key', ''), _negated=True), fields=('user', 'kind', 'report_key', 'returned_at'), name='reminder_of_other_return_once'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('report_key', ''), ('round__isnull', False), ('submission', None)), models.Q(('report_key', ''), ('round', None), ('submission__isnull', False)), models.Q(('round', None), ('submission', None), models.Q(('report_key', ''), _negated=True)), _connector='OR'), name='reminder_of_round_or_return'),
        ),
    ]
