"""Since when an approved edition may enter the tree on its own day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("library", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="edition",
            name="cleared_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
