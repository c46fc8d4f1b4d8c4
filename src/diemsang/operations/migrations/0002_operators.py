"""People of a point, what they hand over, and what hangs at the point."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0006_operator_handover"),
        ("operations", "0001_initial"),
        ("points", "0005_survey"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OperatorAssignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="từ ngày")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến trước ngày")),
                ("recorded_at", models.DateTimeField(verbose_name="ghi lúc")),
                ("voided_at", models.DateTimeField(blank=True, null=True, verbose_name="hủy lúc")),
                ("void_reason", models.TextField(blank=True, verbose_name="lý do hủy")),
                ("public_id", models.UUIDField(unique=True)),
                ("source", models.CharField(max_length=500, verbose_name="nguồn")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("IN_CHARGE", "người phụ trách"),
                            ("DEPUTY", "người phụ trách thay"),
                            ("TEAM", "thành viên tổ công nghệ số cộng đồng"),
                        ],
                        max_length=12,
                        verbose_name="vai",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="họ và tên")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="điện thoại")),
                ("languages", models.JSONField(blank=True, default=list, verbose_name="nói được tiếng")),
                ("end_reason", models.CharField(blank=True, max_length=300, verbose_name="vì sao thôi")),
                (
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.decision",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                "verbose_name": "phân công người phụ trách",
                "ordering": ["point_id", "valid_from", "id"],
            },
        ),
        migrations.CreateModel(
            name="OperatorHandover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField(verbose_name="ghi lúc")),
                ("voided_at", models.DateTimeField(blank=True, null=True, verbose_name="hủy lúc")),
                ("void_reason", models.TextField(blank=True, verbose_name="lý do hủy")),
                ("public_id", models.UUIDField(unique=True)),
                ("source", models.CharField(max_length=500, verbose_name="nguồn")),
                ("on", models.DateField(verbose_name="ngày bàn giao")),
                ("lines", models.JSONField(default=list, verbose_name="bàn giao những gì")),
                ("keys", models.CharField(blank=True, max_length=200, verbose_name="chìa khóa")),
                ("faults", models.TextField(blank=True, verbose_name="hỏng hóc còn lại")),
                ("pin_told", models.BooleanField(default=False, verbose_name="đã nói mã PIN trực tiếp")),
                (
                    "giver",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="given",
                        to="operations.operatorassignment",
                    ),
                ),
                (
                    "minute",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.minute",
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_rows",
                        to="points.supportpoint",
                    ),
                ),
                (
                    "taker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken",
                        to="operations.operatorassignment",
                    ),
                ),
            ],
            options={
                "verbose_name": "bàn giao người phụ trách",
                "ordering": ["point_id", "on", "id"],
            },
        ),
        migrations.CreateModel(
            name="Poster",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("the-nhanh", "Thẻ nhanh"),
                            ("noi-quy", "Nội quy"),
                            ("gio-mo-cua", "Giờ mở cửa"),
                            ("khai-truong", "Thông báo mở cửa"),
                        ],
                        max_length=12,
                        verbose_name="loại",
                    ),
                ),
                ("text", models.TextField(verbose_name="nội dung")),
                ("changed_at", models.DateTimeField(verbose_name="sửa lúc")),
                ("changed_by", models.CharField(blank=True, max_length=200, verbose_name="người sửa")),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="posters", to="points.supportpoint"
                    ),
                ),
            ],
            options={
                "verbose_name": "tờ dán ở điểm",
            },
        ),
        migrations.AddIndex(
            model_name="operatorassignment",
            index=models.Index(fields=["point", "voided_at", "role", "valid_to"], name="operations_assigned"),
        ),
        migrations.AddConstraint(
            model_name="operatorassignment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("role", "IN_CHARGE"), ("valid_to__isnull", True), ("voided_at__isnull", True)),
                fields=("point",),
                name="operations_one_in_charge",
            ),
        ),
        migrations.AddConstraint(
            model_name="operatorassignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("person__isnull", False), ("name", "")),
                    models.Q(("person__isnull", True), models.Q(("name", ""), _negated=True)),
                    _connector="OR",
                ),
                name="operations_assigned_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="poster",
            constraint=models.UniqueConstraint(fields=("point", "kind"), name="operations_poster_once"),
        ),
    ]
