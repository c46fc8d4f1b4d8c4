"""Who wrote and who approved a tile, by their keys: it must be two people."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("platforms", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="platformtile",
            name="made_by_key",
            field=models.CharField(default="", max_length=120),
        ),
        migrations.AddField(
            model_name="platformtile",
            name="approved_by_key",
            field=models.CharField(blank=True, default="", max_length=120),
        ),
    ]
