from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("screens", "0002_faults_and_looks"),
    ]

    operations = [
        migrations.AddField(
            model_name="screenstate",
            name="contacts",
            field=models.PositiveBigIntegerField(default=0),
        ),
    ]
