"""Minutes, the pages of their signed copies, templates of offices, batches to print."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0002_register"),
        ("files", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Minute",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("BB_KS", "Biên bản khảo sát"),
                            ("BB_GN", "Biên bản giao nhận, lắp đặt"),
                            ("BB_NT", "Biên bản nghiệm thu"),
                            ("BB_BG", "Biên bản bàn giao tài sản"),
                            ("BB_KK", "Biên bản kiểm kê"),
                            ("BB_BGSN", "Biên bản bàn giao khi sắp xếp đơn vị hành chính"),
                            ("DN_TL", "Đề nghị điều chuyển, thanh lý"),
                        ],
                        max_length=8,
                        verbose_name="loại",
                    ),
                ),
                ("title", models.CharField(max_length=300, verbose_name="trích yếu")),
                ("on", models.DateField(verbose_name="ngày của việc")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "bản nháp"),
                            ("printed", "đã in, chờ bản ký"),
                            ("signed", "đã có bản ký"),
                            ("void", "đã hủy"),
                        ],
                        default="draft",
                        max_length=8,
                        verbose_name="tình trạng",
                    ),
                ),
                ("office_key", models.CharField(blank=True, max_length=80, verbose_name="mẫu của cơ quan")),
                ("data", models.JSONField(default=dict, verbose_name="nội dung")),
                ("pages", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="số trang")),
                ("pdf_problem", models.TextField(blank=True, verbose_name="vì sao chưa có PDF")),
                ("made_by", models.CharField(blank=True, max_length=200, verbose_name="người lập")),
                ("made_by_key", models.CharField(blank=True, max_length=200)),
                ("made_at", models.DateTimeField(verbose_name="lập lúc")),
                ("printed_at", models.DateTimeField(blank=True, null=True, verbose_name="in lúc")),
                ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="đủ bản ký lúc")),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="ngày ký trên giấy")),
                ("waiting", models.TextField(blank=True, verbose_name="vì sao chưa tính")),
                ("voided_at", models.DateTimeField(blank=True, null=True, verbose_name="hủy lúc")),
                ("void_reason", models.TextField(blank=True, verbose_name="lý do hủy")),
                ("search_key", models.TextField(blank=True)),
                (
                    "docx",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.blob",
                    ),
                ),
                (
                    "pdf",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.blob",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="documents.minute",
                        verbose_name="thay cho",
                    ),
                ),
            ],
            options={
                "verbose_name": "biên bản",
                "ordering": ["-made_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="MinutePage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField(verbose_name="ghi lúc")),
                ("voided_at", models.DateTimeField(blank=True, null=True, verbose_name="hủy lúc")),
                ("void_reason", models.TextField(blank=True, verbose_name="lý do hủy")),
                ("number", models.PositiveSmallIntegerField(verbose_name="trang")),
                (
                    "how",
                    models.CharField(
                        choices=[("qr", "theo mã QR"), ("hand", "người chọn")],
                        default="qr",
                        max_length=4,
                        verbose_name="cách nhận",
                    ),
                ),
                ("added_by", models.CharField(blank=True, max_length=200, verbose_name="người nộp")),
                (
                    "blob",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.blob"),
                ),
                (
                    "minute",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="held", to="documents.minute"
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
                "verbose_name": "trang bản ký",
                "ordering": ["number", "id"],
            },
        ),
        migrations.CreateModel(
            name="MinutePrinting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("minutes", models.JSONField(default=list, verbose_name="biên bản")),
                ("done", models.PositiveIntegerField(default=0, verbose_name="đã xong")),
                ("problems", models.JSONField(default=dict)),
                ("made_by", models.CharField(blank=True, max_length=200, verbose_name="người in")),
                ("made_by_key", models.CharField(max_length=200)),
                ("made_at", models.DateTimeField(verbose_name="yêu cầu lúc")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="xong lúc")),
                (
                    "pdf",
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
                "verbose_name": "lượt in biên bản",
                "ordering": ["-made_at"],
            },
        ),
        migrations.CreateModel(
            name="MinuteTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField(verbose_name="ghi lúc")),
                ("voided_at", models.DateTimeField(blank=True, null=True, verbose_name="hủy lúc")),
                ("void_reason", models.TextField(blank=True, verbose_name="lý do hủy")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("BB_KS", "Biên bản khảo sát"),
                            ("BB_GN", "Biên bản giao nhận, lắp đặt"),
                            ("BB_NT", "Biên bản nghiệm thu"),
                            ("BB_BG", "Biên bản bàn giao tài sản"),
                            ("BB_KK", "Biên bản kiểm kê"),
                            ("BB_BGSN", "Biên bản bàn giao khi sắp xếp đơn vị hành chính"),
                            ("DN_TL", "Đề nghị điều chuyển, thanh lý"),
                        ],
                        max_length=8,
                        verbose_name="loại",
                    ),
                ),
                ("office_key", models.CharField(max_length=80, verbose_name="cơ quan")),
                ("file_name", models.CharField(max_length=200)),
                ("added_by", models.CharField(blank=True, max_length=200, verbose_name="người thêm")),
                (
                    "blob",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.blob"),
                ),
            ],
            options={
                "verbose_name": "mẫu biên bản",
                "ordering": ["kind", "office_key", "-id"],
            },
        ),
        migrations.AddIndex(
            model_name="minute",
            index=models.Index(fields=["state", "kind"], name="documents_minute_state"),
        ),
        migrations.AddConstraint(
            model_name="minute",
            constraint=models.UniqueConstraint(fields=("replaces",), name="documents_minute_replaced_once"),
        ),
        migrations.AddConstraint(
            model_name="minute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("printed_at__isnull", True), ("state", "draft")),
                    models.Q(("printed_at__isnull", False), ("state__in", ("printed", "signed"))),
                    ("state", "void"),
                    _connector="OR",
                ),
                name="documents_minute_printed",
            ),
        ),
        migrations.AddConstraint(
            model_name="minute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "void"), ("voided_at__isnull", False)),
                    models.Q(models.Q(("state", "void"), _negated=True), ("voided_at__isnull", True)),
                    _connector="OR",
                ),
                name="documents_minute_void",
            ),
        ),
        migrations.AddConstraint(
            model_name="minutepage",
            constraint=models.UniqueConstraint(
                condition=models.Q(("voided_at__isnull", True)),
                fields=("minute", "number"),
                name="documents_page_one_standing",
            ),
        ),
        migrations.AddConstraint(
            model_name="minutetemplate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("voided_at__isnull", True)),
                fields=("kind", "office_key"),
                name="documents_template_one_standing",
            ),
        ),
    ]
