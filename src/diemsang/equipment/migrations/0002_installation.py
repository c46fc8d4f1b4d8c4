import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_office_succession"),
        ("areas", "0003_reform_desk"),
        ("documents", "0003_minutes"),
        ("equipment", "0001_initial"),
        ("files", "0001_initial"),
        ("points", "0005_survey"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Team",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=120, unique=True, verbose_name="tên đội")),
            ],
            options={
                "verbose_name": "đội lắp đặt",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Act",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                    ),
                ),
                ("on", models.DateField(verbose_name="ngày của việc")),
                ("purpose", models.CharField(blank=True, max_length=10)),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="lý do")),
                ("stands", models.BooleanField(default=False)),
                (
                    "giver",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.office",
                    ),
                ),
                (
                    "minute",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="equipment_act", to="documents.minute"
                    ),
                ),
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
                    "reform",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.reform",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="points.supportpoint",
                    ),
                ),
            ],
            options={
                "verbose_name": "việc của biên bản thiết bị",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="ActLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quantity", models.PositiveIntegerField(default=1, verbose_name="số lượng")),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("present", "có"),
                            ("missing", "thiếu"),
                            ("elsewhere", "thấy ở nơi khác"),
                            ("unknown", "chưa rõ"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="equipment.act"
                    ),
                ),
                (
                    "asset",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acts",
                        to="equipment.asset",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="equipment.item"
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="points.supportpoint"
                    ),
                ),
            ],
            options={
                "verbose_name": "dòng của biên bản thiết bị",
                "ordering": ["act_id", "point__code", "item__position", "id"],
            },
        ),
        migrations.CreateModel(
            name="Checklist",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField(verbose_name="ghi lúc")),
                ("voided_at", models.DateTimeField(blank=True, null=True, verbose_name="hủy lúc")),
                ("void_reason", models.TextField(blank=True, verbose_name="lý do hủy")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("on", models.DateField(verbose_name="ngày lắp đặt")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "đang ghi"), ("finished", "đã xong")],
                        default="open",
                        max_length=10,
                        verbose_name="tình trạng",
                    ),
                ),
                (
                    "download",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=7, null=True, verbose_name="tốc độ tải xuống"
                    ),
                ),
                (
                    "upload",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=7, null=True, verbose_name="tốc độ tải lên"
                    ),
                ),
                ("sound_left", models.BooleanField(blank=True, null=True, verbose_name="nghe rõ loa trái")),
                ("sound_right", models.BooleanField(blank=True, null=True, verbose_name="nghe rõ loa phải")),
                ("paired", models.BooleanField(blank=True, null=True, verbose_name="TV đã ghép")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="ghi chú")),
                ("made_by", models.CharField(blank=True, max_length=200, verbose_name="người ghi")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="xong lúc")),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="installations",
                        to="points.supportpoint",
                    ),
                ),
            ],
            options={
                "verbose_name": "phiếu lắp đặt",
                "ordering": ["-on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="ChecklistLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quantity", models.PositiveIntegerField(default=1, verbose_name="số lượng")),
                ("present", models.BooleanField(blank=True, null=True, verbose_name="có")),
                (
                    "asset",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="installations",
                        to="equipment.asset",
                    ),
                ),
                (
                    "checklist",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="equipment.checklist"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="equipment.item"
                    ),
                ),
            ],
            options={
                "verbose_name": "dòng phiếu lắp đặt",
                "ordering": ["checklist_id", "item__position", "id"],
            },
        ),
        migrations.CreateModel(
            name="ChecklistPhoto",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField(verbose_name="ghi lúc")),
                ("voided_at", models.DateTimeField(blank=True, null=True, verbose_name="hủy lúc")),
                ("void_reason", models.TextField(blank=True, verbose_name="lý do hủy")),
                ("added_by", models.CharField(blank=True, max_length=200, verbose_name="người nộp")),
                (
                    "blob",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.blob"),
                ),
                (
                    "checklist",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="photos", to="equipment.checklist"
                    ),
                ),
            ],
            options={
                "verbose_name": "ảnh lắp đặt",
                "ordering": ["checklist_id", "id"],
            },
        ),
        migrations.CreateModel(
            name="Stocktake",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("on", models.DateField(verbose_name="ngày kiểm kê")),
                ("made_by", models.CharField(blank=True, max_length=200, verbose_name="người kiểm kê")),
                ("made_at", models.DateTimeField()),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="stocktakes", to="points.supportpoint"
                    ),
                ),
            ],
            options={
                "verbose_name": "đợt kiểm kê",
                "ordering": ["-on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="StocktakeLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("present", "có"),
                            ("missing", "thiếu"),
                            ("elsewhere", "thấy ở nơi khác"),
                            ("unknown", "chưa rõ"),
                        ],
                        default="unknown",
                        max_length=10,
                    ),
                ),
                (
                    "asset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="equipment.asset"
                    ),
                ),
                (
                    "stocktake",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="equipment.stocktake"
                    ),
                ),
            ],
            options={
                "verbose_name": "dòng kiểm kê",
                "ordering": ["stocktake_id", "asset__code"],
            },
        ),
        migrations.CreateModel(
            name="WorkOrder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("on", models.DateField(verbose_name="ngày")),
                ("position", models.PositiveSmallIntegerField(verbose_name="thứ tự")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "đã xếp lịch"),
                            ("started", "đang làm"),
                            ("done", "đã xong"),
                            ("cancelled", "đã bỏ"),
                        ],
                        default="planned",
                        max_length=10,
                        verbose_name="tình trạng",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="ghi chú")),
                ("cancel_reason", models.CharField(blank=True, max_length=300, verbose_name="lý do bỏ")),
                ("made_by", models.CharField(blank=True, max_length=200, verbose_name="người xếp")),
                ("made_at", models.DateTimeField()),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="work_orders",
                        to="points.supportpoint",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="orders", to="equipment.team"
                    ),
                ),
            ],
            options={
                "verbose_name": "lịch lắp đặt",
                "ordering": ["on", "team__name", "position", "id"],
            },
        ),
        migrations.AddField(
            model_name="checklist",
            name="order",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="checklists",
                to="equipment.workorder",
            ),
        ),
        migrations.AddIndex(
            model_name="act",
            index=models.Index(fields=["kind", "stands"], name="equipment_act_kind"),
        ),
        migrations.AddConstraint(
            model_name="actline",
            constraint=models.UniqueConstraint(fields=("act", "asset"), name="equipment_act_asset_once"),
        ),
        migrations.AddConstraint(
            model_name="checklistline",
            constraint=models.UniqueConstraint(fields=("checklist", "asset"), name="equipment_checklist_asset_once"),
        ),
        migrations.AddConstraint(
            model_name="checklistphoto",
            constraint=models.UniqueConstraint(fields=("checklist", "blob"), name="equipment_checklist_photo_once"),
        ),
        migrations.AddConstraint(
            model_name="stocktake",
            constraint=models.UniqueConstraint(
                condition=models.Q(("minute__isnull", True)), fields=("point",), name="equipment_stocktake_one_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="stocktakeline",
            constraint=models.UniqueConstraint(fields=("stocktake", "asset"), name="equipment_stocktake_asset_once"),
        ),
        migrations.AddIndex(
            model_name="workorder",
            index=models.Index(fields=["on", "team"], name="equipment_order_day"),
        ),
        migrations.AddConstraint(
            model_name="workorder",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("planned", "started"))),
                fields=("point",),
                name="equipment_order_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="checklist",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open"), ("voided_at__isnull", True)),
                fields=("point",),
                name="equipment_checklist_one_open",
            ),
        ),
    ]
