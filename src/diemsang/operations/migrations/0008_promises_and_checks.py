from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("operations", "0007_planned_end"),
    ]

    operations = [
        migrations.AddField(
            model_name="incident",
            name="promised_on",
            field=models.DateField(blank=True, null=True, verbose_name="hẹn đến ngày"),
        ),
        migrations.AddField(
            model_name="incident",
            name="to_check",
            field=models.BooleanField(default=False, verbose_name="chờ xem lại"),
        ),
    ]
