import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("points", "0005_survey"),
    ]

    operations = [
        migrations.CreateModel(
            name="RuleChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="quy tắc")),
                ("days", models.PositiveSmallIntegerField(verbose_name="số ngày")),
                ("severity", models.PositiveSmallIntegerField(verbose_name="mức")),
                ("on", models.BooleanField(default=True, verbose_name="đang dùng")),
                ("changed_at", models.DateTimeField(verbose_name="sửa lúc")),
                ("changed_by", models.CharField(blank=True, max_length=200, verbose_name="người sửa")),
            ],
            options={
                "verbose_name": "thay đổi quy tắc",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="Dismissal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", models.SlugField(max_length=40, verbose_name="quy tắc")),
                ("since", models.DateField(blank=True, null=True, verbose_name="có từ")),
                ("reason", models.CharField(max_length=300, verbose_name="vì sao để sang bên")),
                ("until", models.DateField(verbose_name="đến ngày")),
                ("at", models.DateTimeField(verbose_name="lúc")),
                ("by", models.CharField(blank=True, max_length=200, verbose_name="người ghi")),
                ("voided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="dismissals", to="points.supportpoint"
                    ),
                ),
            ],
            options={
                "verbose_name": "lý do để sang bên",
                "ordering": ["-at", "-id"],
                "indexes": [models.Index(fields=["until", "point"], name="attention_dismissed_until")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("voided_at__isnull", True)),
                        fields=("point", "code"),
                        name="attention_dismissed_once",
                    )
                ],
            },
        ),
    ]
