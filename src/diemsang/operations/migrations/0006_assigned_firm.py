"""The firm that an incident is given to, beside its name as written; filled when somebody of the firm is linked."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("equipment", "0006_firm_people"),
        ("operations", "0005_waiting_logs"),
    ]

    operations = [
        migrations.AddField(
            model_name="incident",
            name="assigned_firm",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="equipment.supplier",
            ),
        ),
    ]
