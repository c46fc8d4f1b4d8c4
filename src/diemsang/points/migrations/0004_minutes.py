"""Which minutes tell of which points."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0003_minutes"),
        ("points", "0003_papers"),
    ]

    operations = [
        migrations.CreateModel(
            name="PointMinute",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "minute",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="point_links", to="documents.minute"
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="minute_links",
                        to="points.supportpoint",
                    ),
                ),
            ],
            options={
                "verbose_name": "biên bản của điểm",
                "ordering": ["minute_id", "point_id"],
                "constraints": [models.UniqueConstraint(fields=("minute", "point"), name="points_minute_once")],
            },
        ),
    ]
