"""Which office goes on with the work of one that ended."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_door"),
    ]

    operations = [
        migrations.CreateModel(
            name="OfficeSuccession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="từ ngày")),
                ("reason", models.CharField(max_length=300, verbose_name="căn cứ")),
                (
                    "origin",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="became", to="accounts.office"
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="came_from", to="accounts.office"
                    ),
                ),
            ],
            options={
                "verbose_name": "cơ quan kế tiếp",
            },
        ),
    ]
