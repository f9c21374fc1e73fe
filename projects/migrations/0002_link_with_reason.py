"""Give each link between a project and an indicator the reason why it is there."""

import django.db.models.deletion
from django.db import migrations, models

UNKNOWN = "原先没有记录理由。"


def copy_links(apps, schema_editor):
    old = apps.get_model("projects", "Project").indicators.through
    new = apps.get_model("projects", "ProjectLink")
    for link in old.objects.order_by("pk"):
        new.objects.create(
            project_id=link.project_id, indicator_id=link.indicator_id, reason=UNKNOWN
        )


def copy_links_back(apps, schema_editor):
    old = apps.get_model("projects", "Project").indicators.through
    new = apps.get_model("projects", "ProjectLink")
    for link in new.objects.order_by("pk"):
        old.objects.create(project_id=link.project_id, indicator_id=link.indicator_id)


class Migration(migrations.Migration):
    dependencies = [
        ('indicators', '0001_indicators'),
        ('projects', '0001_projects'),
    ]
    operations = [
        migrations.CreateModel(
            name='ProjectLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(verbose_name='关联理由')),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='project_links', to='indicators.indicator', verbose_name='指标')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='indicator_links', to='projects.project', verbose_name='项目')),
            ],
            options={
                'verbose_name': '关联指标',
                'verbose_name_plural': '关联指标',
                'ordering': ['project', 'id'],
            },
        ),
        migrations.RunPython(copy_links, copy_links_back),
        migrations.RemoveField(model_name="project", name="indicators"),
        migrations.AddField(
            model_name="project",
            name="indicators",
            field=models.ManyToManyField(
                blank=True,
                related_name="projects",
                through="projects.ProjectLink",
                to="indicators.indicator",
                verbose_name="关联指标",
            ),
        ),
        migrations.AddConstraint(
            model_name='projectlink',
            constraint=models.UniqueConstraint(fields=('project', 'indicator'), name='project_linked_to_indicator_once'),
        ),
        migrations.AddConstraint(
            model_name='projectlink',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='project_link_has_reason', violation_error_message='关联指标须写明理由。'),
        ),
    ]
