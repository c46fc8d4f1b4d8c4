"""Pages of signed minutes that wait for a person to say where they belong."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0003_minutes"),
    ]

    operations = [
        migrations.CreateModel(
            name="LoosePage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("name", models.CharField(max_length=200, verbose_name="tên tệp")),
                ("number", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="trang")),
                ("coded", models.BooleanField(default=False)),
                ("why", models.TextField(blank=True, verbose_name="vì sao chờ")),
                ("added_by", models.CharField(blank=True, max_length=200, verbose_name="người nộp")),
                ("added_key", models.CharField(max_length=200)),
                ("recorded_at", models.DateTimeField(verbose_name="nộp lúc")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="xong lúc")),
                (
                    "blob",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.blob"),
                ),
                (
                    "minute",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="loose",
                        to="documents.minute",
                    ),
                ),
                (
                    "thumb",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.blob",
                    ),
                ),
            ],
            options={
                "verbose_name": "trang chờ xem",
                "ordering": ["recorded_at", "id"],
            },
        ),
        migrations.AddConstraint(
            model_name="loosepage",
            constraint=models.UniqueConstraint(
                condition=models.Q(("settled_at__isnull", True)),
                fields=("blob", "added_key"),
                name="documents_loose_page_once",
            ),
        ),
    ]
