"""Who looks after a point is told by ``operations`` now; no page, command or list ever wrote this table."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("points", "0005_survey"),
    ]

    operations = [
        migrations.DeleteModel(name="PointOperator"),
    ]
