from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("attention", "0001_rules_and_dismissals"),
    ]

    operations = [
        migrations.AddField(
            model_name="dismissal",
            name="detail",
            field=models.CharField(blank=True, max_length=300, verbose_name="cụ thể"),
        ),
    ]
