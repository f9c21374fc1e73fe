from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    """Names that are nearly what was typed: comparison by groups of three characters."""

    dependencies = [("plans", "0003_record_is_append_only")]

    operations = [TrigramExtension()]
