"""Incidents with their visits and deadlines; inspections with what they found."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_office_succession"),
        ("documents", "0007_inspection"),
        ("equipment", "0005_inspection"),
        ("operations", "0003_days"),
        ("points", "0005_survey"),
    ]

    operations = [
        migrations.CreateModel(
            name="FaultTerm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ITEM", "thiết bị"),
                            ("LINE", "đường truyền"),
                            ("POWER", "điện"),
                            ("OTHER", "việc khác của điểm"),
                        ],
                        max_length=6,
                        unique=True,
                        verbose_name="loại",
                    ),
                ),
                ("days", models.PositiveSmallIntegerField(verbose_name="số ngày")),
            ],
            options={
                "verbose_name": "thời hạn xử lý sự cố",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Incident",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ITEM", "thiết bị"),
                            ("LINE", "đường truyền"),
                            ("POWER", "điện"),
                            ("OTHER", "việc khác của điểm"),
                        ],
                        max_length=6,
                        verbose_name="loại",
                    ),
                ),
                (
                    "symptom",
                    models.CharField(
                        choices=[
                            ("dead", "không lên nguồn"),
                            ("picture", "không có hình, hình nhòe"),
                            ("sound", "không có tiếng, tiếng rè"),
                            ("control", "bấm không ăn, treo máy"),
                            ("broken", "vỡ, cháy, có mùi khét"),
                            ("missing", "mất, không thấy"),
                            ("no-net", "không có mạng"),
                            ("slow", "mạng chậm, chập chờn"),
                            ("no-power", "mất điện"),
                            ("weak-power", "điện yếu, chập chờn"),
                            ("housing", "nhà hỏng, dột, khóa"),
                            ("else", "việc khác"),
                        ],
                        max_length=12,
                        verbose_name="biểu hiện",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="mô tả thêm")),
                (
                    "found_by",
                    models.CharField(
                        choices=[
                            ("OPERATOR", "người phụ trách điểm"),
                            ("OFFICE", "cơ quan"),
                            ("TV", "màn hình báo"),
                            ("STICKER", "người quét tem"),
                        ],
                        max_length=10,
                        verbose_name="ai phát hiện",
                    ),
                ),
                ("found_on", models.DateField(blank=True, null=True, verbose_name="phát hiện ngày")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("REPORTED", "chờ xác nhận"),
                            ("OPEN", "mới, chưa giao"),
                            ("ASSIGNED", "đã giao xử lý"),
                            ("VISITED", "đã đến xem, chưa xong"),
                            ("FIXED", "đã sửa xong"),
                            ("NOT_FIXABLE", "không sửa được"),
                            ("DUPLICATE", "trùng sự cố khác"),
                            ("WITHDRAWN", "đã rút"),
                        ],
                        max_length=12,
                        verbose_name="tình trạng",
                    ),
                ),
                ("opened_on", models.DateField(blank=True, null=True, verbose_name="ghi nhận ngày")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="hạn xử lý")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="xong ngày")),
                (
                    "assigned_kind",
                    models.CharField(
                        blank=True,
                        choices=[("SUPPLIER", "nhà cung cấp"), ("CARRIER", "nhà mạng"), ("OFFICE", "cơ quan")],
                        max_length=10,
                        verbose_name="giao cho",
                    ),
                ),
                ("assigned_name", models.CharField(blank=True, max_length=200, verbose_name="bên xử lý")),
                ("reports", models.PositiveIntegerField(default=1, verbose_name="số lần báo")),
                ("reported_by", models.CharField(blank=True, max_length=200, verbose_name="người ghi")),
                ("reported_at", models.DateTimeField(verbose_name="ghi lúc")),
                (
                    "asset",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incidents",
                        to="equipment.asset",
                    ),
                ),
                (
                    "assigned_office",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.office",
                    ),
                ),
                (
                    "duplicate_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="doubles",
                        to="operations.incident",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="equipment.item",
                    ),
                ),
                (
                    "outage",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incidents",
                        to="operations.outage",
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="incidents", to="points.supportpoint"
                    ),
                ),
            ],
            options={
                "verbose_name": "sự cố",
                "ordering": ["-reported_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="FaultVisit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(unique=True)),
                ("on", models.DateField(verbose_name="ngày đến")),
                ("who", models.CharField(max_length=120, verbose_name="ai đến")),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("FIXED", "đã sửa xong"),
                            ("PARTS", "chờ linh kiện"),
                            ("AGAIN", "phải quay lại"),
                            ("AWAY", "đến nhưng điểm không mở"),
                            ("NOT_FIXABLE", "không sửa được"),
                        ],
                        max_length=12,
                        verbose_name="kết quả",
                    ),
                ),
                ("parts", models.CharField(blank=True, max_length=300, verbose_name="linh kiện thay")),
                ("cost", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="chi phí (đồng)")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="đã làm gì")),
                ("recorded_by", models.CharField(blank=True, max_length=200)),
                ("recorded_at", models.DateTimeField()),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="visits", to="operations.incident"
                    ),
                ),
            ],
            options={
                "verbose_name": "lần đến sửa",
                "ordering": ["on", "id"],
            },
        ),
        migrations.CreateModel(
            name="FaultStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("told_id", models.UUIDField(blank=True, null=True, unique=True)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("REPORTED", "chờ xác nhận"),
                            ("OPEN", "mới, chưa giao"),
                            ("ASSIGNED", "đã giao xử lý"),
                            ("VISITED", "đã đến xem, chưa xong"),
                            ("FIXED", "đã sửa xong"),
                            ("NOT_FIXABLE", "không sửa được"),
                            ("DUPLICATE", "trùng sự cố khác"),
                            ("WITHDRAWN", "đã rút"),
                        ],
                        max_length=12,
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=600)),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="operations.incident"
                    ),
                ),
            ],
            options={
                "verbose_name": "bước của sự cố",
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Inspection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField(verbose_name="ghi lúc")),
                ("voided_at", models.DateTimeField(blank=True, null=True, verbose_name="hủy lúc")),
                ("void_reason", models.TextField(blank=True, verbose_name="lý do hủy")),
                ("public_id", models.UUIDField(unique=True)),
                ("on", models.DateField(verbose_name="ngày kiểm tra")),
                ("checklist", models.CharField(max_length=40, verbose_name="mẫu kiểm tra")),
                ("members", models.CharField(max_length=300, verbose_name="đoàn kiểm tra")),
                ("conclusion", models.CharField(blank=True, max_length=1000, verbose_name="kết luận, kiến nghị")),
                ("made_by", models.CharField(max_length=200, verbose_name="người ghi")),
                ("made_by_key", models.CharField(max_length=200)),
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
                        related_name="inspections",
                        to="points.supportpoint",
                    ),
                ),
            ],
            options={
                "verbose_name": "lần kiểm tra",
                "ordering": ["-on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="InspectionLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("key", models.CharField(max_length=30)),
                ("area", models.CharField(max_length=30)),
                ("text", models.CharField(max_length=300)),
                (
                    "verdict",
                    models.CharField(
                        choices=[("GOOD", "đạt"), ("BAD", "chưa đạt"), ("UNSEEN", "chưa xem")],
                        max_length=6,
                        verbose_name="kết quả",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="ghi chú")),
                (
                    "inspection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="operations.inspection"
                    ),
                ),
            ],
            options={
                "verbose_name": "dòng kiểm tra",
                "ordering": ["inspection_id", "position"],
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(unique=True)),
                ("text", models.CharField(max_length=300, verbose_name="phải khắc phục")),
                ("due_on", models.DateField(verbose_name="hạn")),
                ("responsible", models.CharField(blank=True, max_length=200, verbose_name="ai chịu trách nhiệm")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="xong ngày")),
                ("done_note", models.CharField(blank=True, max_length=300, verbose_name="đã làm gì")),
                ("done_by", models.CharField(blank=True, max_length=200)),
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
                    "inspection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="findings", to="operations.inspection"
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="findings",
                        to="operations.inspectionline",
                    ),
                ),
            ],
            options={
                "verbose_name": "việc phải khắc phục",
                "ordering": ["due_on", "id"],
            },
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(fields=["point", "state"], name="operations_incident_state"),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(fields=["state", "due_on"], name="operations_incident_due"),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("asset__isnull", True), models.Q(("item__isnull", False), ("kind", "ITEM")), _connector="OR"
                ),
                name="operations_incident_asset",
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("found_on__isnull", True),
                    ("closed_on__isnull", True),
                    ("closed_on__gte", models.F("found_on")),
                    _connector="OR",
                ),
                name="operations_incident_order",
            ),
        ),
        migrations.AddIndex(
            model_name="inspection",
            index=models.Index(fields=["point", "voided_at", "on"], name="operations_inspected"),
        ),
        migrations.AddConstraint(
            model_name="inspectionline",
            constraint=models.UniqueConstraint(fields=("inspection", "key"), name="operations_inspected_once"),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(fields=["done_on", "due_on"], name="operations_finding_due"),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("office__isnull", False), models.Q(("responsible", ""), _negated=True), _connector="OR"
                ),
                name="operations_finding_somebody",
            ),
        ),
    ]
