"""A voided handover gives back the end that was planned before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("operations", "0006_assigned_firm")]

    operations = [
        migrations.AddField(
            model_name="operatorhandover",
            name="giver_planned_end",
            field=models.DateField(blank=True, null=True),
        ),
    ]
