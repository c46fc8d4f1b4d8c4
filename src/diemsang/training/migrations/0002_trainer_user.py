"""A class may be given to a trainer with an account, who then sees and holds it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("training", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="trainingclass",
            name="trainer_user",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="giảng viên có tài khoản",
            ),
        ),
    ]
