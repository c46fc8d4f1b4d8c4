"""Reforms remember answers about divided units, and who drafted them."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """Columns of the reform desk."""

    dependencies = [("areas", "0002_cover_dates")]

    operations = [
        migrations.AddField("reform", "answers", models.JSONField(default=list)),
        migrations.AddField("reform", "drafted_by", models.CharField(max_length=200, blank=True, default="")),
    ]
