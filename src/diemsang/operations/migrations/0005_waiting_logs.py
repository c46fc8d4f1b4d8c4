"""Logs from TVs that wait until a person of the point says which day they are."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("operations", "0004_faults"),
        ("points", "0006_operators_elsewhere"),
    ]

    operations = [
        migrations.AddField(
            model_name="dayentry",
            name="told_id",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="WaitingLog",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("told_id", models.UUIDField()),
                ("entry_id", models.UUIDField(unique=True)),
                ("said_day", models.DateField(verbose_name="ngày trên TV")),
                ("first_day", models.DateField(verbose_name="từ ngày")),
                ("last_day", models.DateField(verbose_name="đến ngày")),
                ("fields", models.JSONField(default=dict)),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("DAY", "chưa chắc là ngày nào"),
                            ("MANY", "số rất nhiều"),
                            ("WRONG", "chưa ghi được"),
                        ],
                        max_length=8,
                        verbose_name="vì sao chờ",
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=500, verbose_name="nói rõ")),
                ("said_by", models.CharField(blank=True, max_length=200, verbose_name="TV nào")),
                ("received_at", models.DateTimeField(verbose_name="nhận lúc")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="xong lúc")),
                ("settled_by", models.CharField(blank=True, max_length=200, verbose_name="người xác nhận")),
                (
                    "day_log",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="operations.daylog",
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="waiting_logs",
                        to="points.supportpoint",
                    ),
                ),
            ],
            options={
                "verbose_name": "sổ từ TV chờ xác nhận",
                "ordering": ["received_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("settled_at__isnull", True)),
                        fields=("point", "told_id"),
                        name="operations_waiting_once",
                    )
                ],
            },
        ),
    ]
