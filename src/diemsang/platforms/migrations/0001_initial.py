"""The register of platforms, selection rounds, tiles."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0004_office_succession"),
        ("areas", "0003_reform_desk"),
        ("documents", "0006_operator_handover"),
        ("plans", "0002_settlements"),
        ("points", "0005_survey"),
    ]

    operations = [
        migrations.CreateModel(
            name="AllowedHost",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("host", models.CharField(max_length=253, unique=True, verbose_name="tên miền")),
                ("note", models.CharField(blank=True, default="", max_length=300, verbose_name="vì sao")),
                ("added_at", models.DateTimeField(verbose_name="ghi lúc")),
                ("added_by", models.CharField(max_length=200, verbose_name="người ghi")),
                ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="bỏ lúc")),
            ],
            options={
                "verbose_name": "tên miền được mở trên TV",
                "ordering": ["host"],
            },
        ),
        migrations.CreateModel(
            name="Platform",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(unique=True)),
                ("code", models.SlugField(max_length=12, unique=True, verbose_name="mã")),
                ("name", models.CharField(max_length=200, verbose_name="tên")),
                ("search_key", models.CharField(default="", max_length=500)),
                ("owner", models.CharField(blank=True, default="", max_length=200, verbose_name="cơ quan chủ quản")),
                ("address", models.CharField(blank=True, default="", max_length=500, verbose_name="địa chỉ")),
                ("purpose", models.TextField(blank=True, default="", verbose_name="mục đích")),
                ("topics", models.JSONField(default=list, verbose_name="chủ đề")),
                (
                    "maturity",
                    models.CharField(
                        blank=True,
                        choices=[("EXISTING", "có sẵn"), ("DEVELOPING", "đang phát triển")],
                        default="",
                        max_length=10,
                        verbose_name="mức hoàn thiện",
                    ),
                ),
                (
                    "is_local",
                    models.BooleanField(blank=True, null=True, verbose_name="thuộc phạm vi quản lý của địa phương"),
                ),
                (
                    "security_level",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="cấp độ an toàn"),
                ),
                ("personal_data", models.BooleanField(blank=True, null=True, verbose_name="xử lý dữ liệu cá nhân")),
                (
                    "personal_data_what",
                    models.CharField(blank=True, default="", max_length=500, verbose_name="dữ liệu cá nhân nào"),
                ),
                (
                    "cost",
                    models.CharField(
                        blank=True,
                        choices=[("FREE", "miễn phí"), ("PAID", "có thu tiền")],
                        default="",
                        max_length=6,
                        verbose_name="người dân phải trả tiền",
                    ),
                ),
                ("cost_note", models.CharField(blank=True, default="", max_length=200, verbose_name="mức thu")),
                ("login_needed", models.BooleanField(blank=True, null=True, verbose_name="phải đăng nhập")),
                (
                    "works_on_tv",
                    models.CharField(
                        blank=True,
                        choices=[("YES", "dùng được"), ("NO", "không dùng được")],
                        default="",
                        max_length=4,
                        verbose_name="trên TV của điểm",
                    ),
                ),
                ("tested_on", models.DateField(blank=True, null=True, verbose_name="thử ngày")),
                ("tested_by", models.CharField(blank=True, default="", max_length=120, verbose_name="người thử")),
                ("languages", models.CharField(blank=True, default="", max_length=200, verbose_name="thứ tiếng")),
                ("notes", models.TextField(blank=True, default="", verbose_name="ghi chú")),
                ("made_at", models.DateTimeField(verbose_name="ghi lúc")),
                ("archived_at", models.DateTimeField(blank=True, null=True, verbose_name="cất lúc")),
                ("archive_reason", models.CharField(blank=True, default="", max_length=300, verbose_name="lý do cất")),
            ],
            options={
                "verbose_name": "nền tảng số",
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("security_level", None), ("security_level__range", (1, 5)), _connector="OR"
                        ),
                        name="platforms_security_level",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("address", ""), ("address__startswith", "https://"), _connector="OR"),
                        name="platforms_https",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlatformSelection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(unique=True)),
                ("code", models.SlugField(max_length=12, unique=True, verbose_name="mã")),
                ("title", models.CharField(max_length=200, verbose_name="tên đợt")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "đang lập"),
                            ("open", "đang chấm"),
                            ("closed", "đã chấm xong"),
                            ("decided", "đã quyết định"),
                        ],
                        default="draft",
                        max_length=8,
                        verbose_name="tình trạng",
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="lập lúc")),
                ("opened_at", models.DateTimeField(blank=True, null=True, verbose_name="mở lúc")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="khóa lúc")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="ghi quyết định lúc")),
                ("decision_note", models.TextField(blank=True, default="", verbose_name="lý do lựa chọn")),
                ("review_on", models.DateField(blank=True, null=True, verbose_name="rà soát lại trước ngày")),
                (
                    "area",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="areas.area"),
                ),
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
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="plans.plan",
                    ),
                ),
            ],
            options={
                "verbose_name": "đợt lựa chọn nền tảng số",
                "ordering": ["-made_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Criterion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField(verbose_name="thứ tự")),
                ("text", models.CharField(max_length=300, verbose_name="tiêu chí")),
                ("weight", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="trọng số, %")),
                (
                    "minimum",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=3, null=True, verbose_name="loại nếu dưới"
                    ),
                ),
                (
                    "selection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="criteria",
                        to="platforms.platformselection",
                    ),
                ),
            ],
            options={
                "verbose_name": "tiêu chí",
                "ordering": ["place", "id"],
            },
        ),
        migrations.CreateModel(
            name="Candidate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("chosen", models.BooleanField(default=False, verbose_name="được chọn")),
                (
                    "platform",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="candidacies", to="platforms.platform"
                    ),
                ),
                (
                    "selection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="candidates",
                        to="platforms.platformselection",
                    ),
                ),
            ],
            options={
                "verbose_name": "nền tảng dự tuyển",
                "ordering": ["platform__code"],
            },
        ),
        migrations.CreateModel(
            name="PlatformTile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(unique=True)),
                ("title", models.CharField(max_length=120, verbose_name="tên trên màn hình")),
                ("spoken", models.TextField(verbose_name="lời đọc")),
                (
                    "mode",
                    models.CharField(
                        choices=[("guide", "hướng dẫn kèm mã QR"), ("open", "mở ngay trên TV")],
                        max_length=6,
                        verbose_name="cách dùng",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="dùng từ")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="hết dùng từ")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "chờ duyệt"), ("approved", "đã duyệt"), ("withdrawn", "đã thu hồi")],
                        default="draft",
                        max_length=9,
                        verbose_name="tình trạng",
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="lập lúc")),
                ("made_by", models.CharField(max_length=200, verbose_name="người lập")),
                ("approved_at", models.DateTimeField(blank=True, null=True, verbose_name="duyệt lúc")),
                ("approved_by", models.CharField(blank=True, default="", max_length=200, verbose_name="người duyệt")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="thu hồi lúc")),
                (
                    "withdraw_reason",
                    models.CharField(blank=True, default="", max_length=300, verbose_name="lý do thu hồi"),
                ),
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
                    "platform",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tiles", to="platforms.platform"
                    ),
                ),
                (
                    "selection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tiles",
                        to="platforms.platformselection",
                    ),
                ),
            ],
            options={
                "verbose_name": "ô nền tảng trên màn hình",
                "ordering": ["-made_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Scorer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("handed_in_at", models.DateTimeField(blank=True, null=True, verbose_name="nộp lúc")),
                (
                    "selection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scorers",
                        to="platforms.platformselection",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "người chấm",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Score",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("points", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="điểm")),
                ("evidence", models.CharField(blank=True, default="", max_length=1000, verbose_name="căn cứ")),
                (
                    "candidate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="scores", to="platforms.candidate"
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="scores", to="platforms.criterion"
                    ),
                ),
                (
                    "scorer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="scores", to="platforms.scorer"
                    ),
                ),
            ],
            options={
                "verbose_name": "điểm chấm",
            },
        ),
        migrations.CreateModel(
            name="Interest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=300, verbose_name="quan hệ lợi ích")),
                ("declared_at", models.DateTimeField(verbose_name="khai lúc")),
                (
                    "candidate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="interests", to="platforms.candidate"
                    ),
                ),
                (
                    "scorer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="interests", to="platforms.scorer"
                    ),
                ),
            ],
            options={
                "verbose_name": "khai báo lợi ích",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="SelectionReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(unique=True)),
                ("on", models.DateField(verbose_name="rà soát ngày")),
                ("finding", models.TextField(verbose_name="kết luận")),
                ("next_on", models.DateField(blank=True, null=True, verbose_name="rà soát lại trước ngày")),
                ("by", models.CharField(max_length=200, verbose_name="người ghi")),
                ("recorded_at", models.DateTimeField(verbose_name="ghi lúc")),
                (
                    "selection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reviews",
                        to="platforms.platformselection",
                    ),
                ),
            ],
            options={
                "verbose_name": "lần rà soát",
                "ordering": ["-on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="TileAudience",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="points.supportpoint",
                    ),
                ),
                (
                    "tile",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="audience",
                        to="platforms.platformtile",
                    ),
                ),
            ],
            options={
                "verbose_name": "nơi dành cho",
            },
        ),
        migrations.AddConstraint(
            model_name="criterion",
            constraint=models.UniqueConstraint(fields=("selection", "place"), name="platforms_criterion_place"),
        ),
        migrations.AddConstraint(
            model_name="criterion",
            constraint=models.CheckConstraint(
                condition=models.Q(("weight__gt", 0), ("weight__lte", 100)), name="platforms_criterion_weight"
            ),
        ),
        migrations.AddConstraint(
            model_name="candidate",
            constraint=models.UniqueConstraint(fields=("selection", "platform"), name="platforms_candidate_once"),
        ),
        migrations.AddConstraint(
            model_name="platformtile",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_until", None), ("valid_until__gt", models.F("valid_from")), _connector="OR"),
                name="platforms_tile_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="scorer",
            constraint=models.UniqueConstraint(fields=("selection", "user"), name="platforms_scorer_once"),
        ),
        migrations.AddConstraint(
            model_name="score",
            constraint=models.UniqueConstraint(
                fields=("scorer", "candidate", "criterion"), name="platforms_score_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="score",
            constraint=models.CheckConstraint(
                condition=models.Q(("points", None), ("points__lte", 5), _connector="OR"), name="platforms_score_range"
            ),
        ),
        migrations.AddConstraint(
            model_name="interest",
            constraint=models.UniqueConstraint(fields=("scorer", "candidate"), name="platforms_interest_once"),
        ),
        migrations.AddConstraint(
            model_name="tileaudience",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("area", None), ("point__isnull", False)),
                    models.Q(("area__isnull", False), ("point", None)),
                    _connector="OR",
                ),
                name="platforms_audience_one",
            ),
        ),
    ]
