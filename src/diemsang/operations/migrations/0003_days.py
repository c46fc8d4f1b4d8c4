"""Posted hours and the daily log."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("operations", "0002_operators"),
        ("points", "0005_survey"),
    ]

    operations = [
        migrations.CreateModel(
            name="DayLog",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="ngày")),
                ("first_at", models.DateTimeField(verbose_name="ghi lần đầu")),
                ("last_at", models.DateTimeField(verbose_name="ghi lần cuối")),
                ("chosen", models.JSONField(default=dict, verbose_name="nguồn người đã chọn")),
                ("opened", models.TimeField(blank=True, null=True, verbose_name="mở cửa")),
                ("closed", models.TimeField(blank=True, null=True, verbose_name="đóng cửa")),
                (
                    "not_open",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("OPERATOR_AWAY", "người phụ trách bận, ốm"),
                            ("NO_POWER", "mất điện"),
                            ("BROKEN", "thiết bị hỏng"),
                            ("BUILDING_USED", "nhà văn hóa dùng việc khác"),
                            ("WEATHER", "mưa lũ, đường tắc"),
                            ("HOLIDAY", "ngày nghỉ, lễ tết"),
                            ("OTHER", "lý do khác"),
                        ],
                        max_length=16,
                        verbose_name="không mở vì",
                    ),
                ),
                ("visits", models.PositiveIntegerField(blank=True, null=True, verbose_name="lượt người")),
                ("women", models.PositiveIntegerField(blank=True, null=True, verbose_name="nữ")),
                ("men", models.PositiveIntegerField(blank=True, null=True, verbose_name="nam")),
                ("children", models.PositiveIntegerField(blank=True, null=True, verbose_name="trẻ em")),
                ("activities", models.PositiveIntegerField(default=0, verbose_name="buổi, hoạt động")),
                ("done", models.PositiveIntegerField(default=0, verbose_name="hỗ trợ xong")),
                ("referred", models.PositiveIntegerField(default=0, verbose_name="chuyển tiếp")),
                ("failed", models.PositiveIntegerField(default=0, verbose_name="không thành")),
                ("power_ok", models.BooleanField(blank=True, null=True, verbose_name="có điện")),
                ("line_ok", models.BooleanField(blank=True, null=True, verbose_name="có mạng")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="ghi chú")),
                ("differs", models.BooleanField(default=False, verbose_name="hai nguồn khác nhau")),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="day_logs", to="points.supportpoint"
                    ),
                ),
            ],
            options={
                "verbose_name": "sổ nhật ký ngày",
                "ordering": ["point_id", "day"],
            },
        ),
        migrations.CreateModel(
            name="DayField",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                (
                    "source",
                    models.CharField(
                        choices=[("phone", "điện thoại"), ("paper", "sổ giấy"), ("tv", "TV")],
                        max_length=8,
                        verbose_name="nguồn",
                    ),
                ),
                ("value", models.JSONField()),
                ("said_at", models.DateTimeField(verbose_name="lúc")),
                ("said_by", models.CharField(blank=True, max_length=200, verbose_name="người ghi")),
                (
                    "log",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="fields", to="operations.daylog"
                    ),
                ),
            ],
            options={
                "verbose_name": "mục của ngày",
                "ordering": ["log_id", "name", "source"],
            },
        ),
        migrations.CreateModel(
            name="DayEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("entry_id", models.UUIDField(unique=True)),
                (
                    "source",
                    models.CharField(
                        choices=[("phone", "điện thoại"), ("paper", "sổ giấy"), ("tv", "TV")],
                        max_length=8,
                        verbose_name="nguồn",
                    ),
                ),
                ("fields", models.JSONField(default=dict)),
                ("before", models.JSONField(default=dict)),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="lý do")),
                ("at", models.DateTimeField(verbose_name="lúc")),
                ("by", models.CharField(blank=True, max_length=200, verbose_name="người ghi")),
                (
                    "log",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="operations.daylog"
                    ),
                ),
            ],
            options={
                "verbose_name": "lần ghi sổ",
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="PostedHours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="từ ngày")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến trước ngày")),
                ("recorded_at", models.DateTimeField(verbose_name="ghi lúc")),
                ("voided_at", models.DateTimeField(blank=True, null=True, verbose_name="hủy lúc")),
                ("void_reason", models.TextField(blank=True, verbose_name="lý do hủy")),
                ("public_id", models.UUIDField(unique=True)),
                ("source", models.CharField(max_length=500, verbose_name="nguồn")),
                ("week", models.JSONField(default=list, verbose_name="giờ trong tuần")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="ghi chú")),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_rows",
                        to="points.supportpoint",
                    ),
                ),
            ],
            options={
                "verbose_name": "giờ mở cửa niêm yết",
                "ordering": ["point_id", "valid_from", "id"],
            },
        ),
        migrations.AddIndex(
            model_name="daylog",
            index=models.Index(fields=["day", "point"], name="operations_log_day"),
        ),
        migrations.AddConstraint(
            model_name="daylog",
            constraint=models.UniqueConstraint(fields=("point", "day"), name="operations_log_once"),
        ),
        migrations.AddConstraint(
            model_name="dayfield",
            constraint=models.UniqueConstraint(fields=("log", "name", "source"), name="operations_field_once"),
        ),
        migrations.AddConstraint(
            model_name="postedhours",
            constraint=models.UniqueConstraint(
                condition=models.Q(("voided_at__isnull", True)),
                fields=("point", "valid_from"),
                name="operations_hours_start",
            ),
        ),
    ]
