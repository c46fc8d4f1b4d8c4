"""Lines (entitled, ordered, connected, measured, paid), power, outages."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0004_office_succession"),
        ("documents", "0002_register"),
        ("points", "0003_papers"),
    ]

    operations = [
        migrations.CreateModel(
            name="LineConnection",
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
                    "technology",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "chưa rõ"),
                            ("FIBRE", "cáp quang"),
                            ("MOBILE", "sóng di động 4G, 5G"),
                            ("SATELLITE", "vệ tinh"),
                            ("OTHER", "cách khác"),
                        ],
                        max_length=12,
                        verbose_name="cách nối",
                    ),
                ),
                ("end_reason", models.CharField(blank=True, max_length=300, verbose_name="vì sao cắt")),
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
                "verbose_name": "đường truyền đã nối",
                "ordering": ["point_id", "valid_from", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True), ("voided_at__isnull", True)),
                        fields=("point",),
                        name="operations_connection_one_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LineContract",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="từ ngày")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến trước ngày")),
                ("recorded_at", models.DateTimeField(verbose_name="ghi lúc")),
                ("voided_at", models.DateTimeField(blank=True, null=True, verbose_name="hủy lúc")),
                ("void_reason", models.TextField(blank=True, verbose_name="lý do hủy")),
                ("public_id", models.UUIDField(unique=True)),
                ("source", models.CharField(max_length=500, verbose_name="nguồn")),
                ("carrier", models.CharField(max_length=80, verbose_name="nhà mạng")),
                ("carrier_key", models.CharField(db_index=True, max_length=80)),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="số hợp đồng")),
                ("ordered_on", models.DateField(blank=True, null=True, verbose_name="ngày đặt")),
                (
                    "speed_mbps",
                    models.DecimalField(
                        blank=True, decimal_places=1, max_digits=6, null=True, verbose_name="tốc độ cam kết, Mbps"
                    ),
                ),
                ("monthly_fee", models.PositiveIntegerField(blank=True, null=True, verbose_name="cước tháng, đồng")),
                (
                    "fund",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "chưa rõ"),
                            ("UNIVERSAL_SERVICE", "viễn thông công ích"),
                            ("CENTRAL", "ngân sách trung ương"),
                            ("LOCAL", "ngân sách địa phương"),
                            ("SOCIALISED", "xã hội hóa"),
                            ("OTHER", "nguồn khác"),
                        ],
                        max_length=20,
                        verbose_name="nguồn kinh phí",
                    ),
                ),
                ("closed_renewed", models.BooleanField(default=False)),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_rows",
                        to="points.supportpoint",
                    ),
                ),
                (
                    "renews",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="renewals",
                        to="operations.linecontract",
                    ),
                ),
            ],
            options={
                "verbose_name": "hợp đồng đường truyền",
                "ordering": ["point_id", "valid_from", "id"],
                "indexes": [
                    models.Index(fields=["point", "voided_at", "valid_from", "valid_to"], name="operations_contract")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True), ("voided_at__isnull", True)),
                        fields=("point",),
                        name="operations_contract_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from", None),
                            ("valid_to", None),
                            ("valid_to__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="operations_contract_days",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LineEntitlement",
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
                    "programme",
                    models.CharField(
                        choices=[
                            ("UNIVERSAL_SERVICE", "viễn thông công ích (QĐ 2269/QĐ-TTg)"),
                            ("OTHER", "chương trình, quyết định khác"),
                        ],
                        max_length=20,
                        verbose_name="chương trình",
                    ),
                ),
                ("basis", models.CharField(blank=True, max_length=300, verbose_name="căn cứ")),
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
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_rows",
                        to="points.supportpoint",
                    ),
                ),
            ],
            options={
                "verbose_name": "quyền hưởng đường truyền",
                "ordering": ["point_id", "valid_from", "id"],
                "indexes": [
                    models.Index(fields=["point", "voided_at", "programme", "valid_to"], name="operations_entitled")
                ],
            },
        ),
        migrations.CreateModel(
            name="LineMeasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField(verbose_name="ghi lúc")),
                ("voided_at", models.DateTimeField(blank=True, null=True, verbose_name="hủy lúc")),
                ("void_reason", models.TextField(blank=True, verbose_name="lý do hủy")),
                ("public_id", models.UUIDField(unique=True)),
                ("source", models.CharField(max_length=500, verbose_name="nguồn")),
                ("on", models.DateField(verbose_name="ngày đo")),
                (
                    "download_mbps",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=6, null=True, verbose_name="tải xuống, Mbps"
                    ),
                ),
                (
                    "upload_mbps",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=6, null=True, verbose_name="tải lên, Mbps"
                    ),
                ),
                (
                    "ping_ms",
                    models.DecimalField(
                        blank=True, decimal_places=1, max_digits=7, null=True, verbose_name="độ trễ, ms"
                    ),
                ),
                ("by", models.CharField(max_length=120, verbose_name="người đo")),
                ("where", models.CharField(blank=True, max_length=200, verbose_name="đo ở đâu")),
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
                "verbose_name": "lần đo đường truyền",
                "ordering": ["point_id", "on", "id"],
                "indexes": [models.Index(fields=["point", "voided_at", "on"], name="operations_measure_on")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("download_mbps__gt", 0), ("upload_mbps__gt", 0), ("ping_ms__gt", 0), _connector="OR"
                        ),
                        name="operations_measure_something",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LinePayer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="từ ngày")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến trước ngày")),
                ("recorded_at", models.DateTimeField(verbose_name="ghi lúc")),
                ("voided_at", models.DateTimeField(blank=True, null=True, verbose_name="hủy lúc")),
                ("void_reason", models.TextField(blank=True, verbose_name="lý do hủy")),
                ("public_id", models.UUIDField(unique=True)),
                ("source", models.CharField(max_length=500, verbose_name="nguồn")),
                ("payer", models.CharField(blank=True, max_length=200, verbose_name="bên trả")),
                (
                    "office",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.office",
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
                "verbose_name": "bên trả cước",
                "ordering": ["point_id", "valid_from", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("voided_at__isnull", True)),
                        fields=("point", "valid_from"),
                        name="operations_payer_start",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_from__isnull", True), ("voided_at__isnull", True)),
                        fields=("point",),
                        name="operations_payer_one_first",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Outage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField(verbose_name="ghi lúc")),
                ("voided_at", models.DateTimeField(blank=True, null=True, verbose_name="hủy lúc")),
                ("void_reason", models.TextField(blank=True, verbose_name="lý do hủy")),
                ("public_id", models.UUIDField(unique=True)),
                ("source", models.CharField(max_length=500, verbose_name="nguồn")),
                (
                    "kind",
                    models.CharField(
                        choices=[("LINE", "mất mạng"), ("POWER", "mất điện")], max_length=8, verbose_name="loại"
                    ),
                ),
                ("start_on", models.DateField(verbose_name="từ ngày")),
                ("start_time", models.TimeField(blank=True, null=True, verbose_name="lúc")),
                ("end_on", models.DateField(blank=True, null=True, verbose_name="đến ngày")),
                ("end_time", models.TimeField(blank=True, null=True, verbose_name="có lại lúc")),
                ("over", models.BooleanField(default=False, verbose_name="đã có lại")),
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
                "verbose_name": "lần mất mạng, mất điện",
                "ordering": ["point_id", "start_on", "id"],
                "indexes": [
                    models.Index(fields=["point", "voided_at", "kind", "start_on"], name="operations_outage_on")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("end_on__isnull", True), ("over", True), _connector="OR"),
                        name="operations_outage_over",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PowerStatus",
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
                    "grid",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "chưa rõ"),
                            ("ON_GRID", "có điện lưới quốc gia"),
                            ("OFF_GRID", "chưa có điện lưới quốc gia"),
                        ],
                        max_length=10,
                        verbose_name="điện lưới",
                    ),
                ),
                (
                    "stability",
                    models.CharField(
                        blank=True,
                        choices=[("", "chưa rõ"), ("STABLE", "ổn định"), ("UNSTABLE", "yếu hoặc chập chờn")],
                        max_length=10,
                        verbose_name="độ ổn định",
                    ),
                ),
                ("ups", models.BooleanField(blank=True, null=True, verbose_name="có bộ lưu điện")),
                ("stabiliser", models.BooleanField(blank=True, null=True, verbose_name="có ổn áp")),
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
                "verbose_name": "tình trạng điện",
                "ordering": ["point_id", "valid_from", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("voided_at__isnull", True)),
                        fields=("point", "valid_from"),
                        name="operations_power_start",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_from__isnull", True), ("voided_at__isnull", True)),
                        fields=("point",),
                        name="operations_power_one_first",
                    ),
                ],
            },
        ),
    ]
