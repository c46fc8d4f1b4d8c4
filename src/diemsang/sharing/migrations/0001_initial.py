import uuid

from django.db import migrations, models

import diemsang.sharing.models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ShareLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "token",
                    models.CharField(
                        default=diemsang.sharing.models.new_token, editable=False, max_length=32, unique=True
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("diem", "Điểm hỗ trợ"), ("bien-ban", "Biên bản"), ("lich", "Lịch lắp đặt")],
                        max_length=10,
                        verbose_name="loại",
                    ),
                ),
                ("object_key", models.CharField(max_length=40)),
                ("made_by", models.CharField(blank=True, max_length=200, verbose_name="người tạo")),
                ("made_at", models.DateTimeField(verbose_name="tạo lúc")),
                ("expires_at", models.DateTimeField(verbose_name="hết hạn lúc")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="thu hồi lúc")),
                ("revoked_by", models.CharField(blank=True, max_length=200, verbose_name="người thu hồi")),
            ],
            options={
                "verbose_name": "liên kết chia sẻ",
                "ordering": ["-made_at", "-id"],
                "indexes": [models.Index(fields=["kind", "object_key", "-made_at"], name="sharing_link_object")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("made_at"))), name="sharing_link_ends_later"
                    )
                ],
            },
        ),
    ]
