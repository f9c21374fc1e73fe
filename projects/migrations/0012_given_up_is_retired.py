from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("projects", "0011_given_up"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(condition=models.Q(("is_given_up", False), models.Q(("merged_into", None), ("retired_on__isnull", False)), _connector="OR"), name="project_given_up_is_retired", violation_error_message="不再实施的项目须写明停用日期，也没有并入的项目。"),
        ),
    ]
