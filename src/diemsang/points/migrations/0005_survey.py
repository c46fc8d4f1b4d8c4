"""Surveys of a point: verdicts, waivers, photos, what stands there, who could run it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0003_minutes"),
        ("files", "0001_initial"),
        ("points", "0004_minutes"),
    ]

    operations = [
        migrations.CreateModel(
            name="SiteSurvey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField(verbose_name="ghi lúc")),
                ("voided_at", models.DateTimeField(blank=True, null=True, verbose_name="hủy lúc")),
                ("void_reason", models.TextField(blank=True, verbose_name="lý do hủy")),
                ("public_id", models.UUIDField(unique=True)),
                ("on", models.DateField(verbose_name="ngày khảo sát")),
                ("checklist", models.CharField(max_length=60, verbose_name="bộ điều kiện")),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("passed", "đạt"),
                            ("waived", "đạt nhờ miễn điều kiện"),
                            ("failed", "không đạt"),
                            ("open", "chưa kết luận"),
                        ],
                        max_length=8,
                        verbose_name="kết quả",
                    ),
                ),
                ("passed_on", models.DateField(blank=True, null=True, verbose_name="đạt từ ngày")),
                ("surveyors", models.TextField(verbose_name="người khảo sát")),
                ("signal", models.JSONField(default=dict, verbose_name="sóng di động")),
                (
                    "grid",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "chưa rõ"),
                            ("NATIONAL", "điện lưới quốc gia"),
                            ("OFF_GRID", "chưa có điện lưới"),
                        ],
                        max_length=10,
                        verbose_name="nguồn điện",
                    ),
                ),
                (
                    "power",
                    models.CharField(
                        blank=True,
                        choices=[("", "chưa rõ"), ("STABLE", "ổn định"), ("WEAK", "hay yếu"), ("CUTS", "hay mất")],
                        max_length=8,
                        verbose_name="điện",
                    ),
                ),
                ("room_area", models.FloatField(blank=True, null=True, verbose_name="diện tích phòng (m²)")),
                ("seats", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="số chỗ ngồi")),
                ("varieties", models.JSONField(default=list, verbose_name="tiếng nói chính")),
                ("varieties_note", models.CharField(blank=True, max_length=200, verbose_name="tiếng nói khác")),
                ("note", models.TextField(blank=True, verbose_name="nhận xét")),
                ("from_paper", models.BooleanField(default=False, verbose_name="nhập từ phiếu giấy")),
                ("recorded_by", models.CharField(blank=True, max_length=200, verbose_name="người ghi")),
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="surveys", to="points.supportpoint"
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="points.sitesurvey",
                    ),
                ),
            ],
            options={
                "verbose_name": "phiếu khảo sát",
                "ordering": ["-on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="SiteVerdict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("criterion", models.CharField(max_length=40, verbose_name="điều kiện")),
                (
                    "verdict",
                    models.CharField(
                        choices=[("pass", "đạt"), ("fail", "không đạt"), ("unknown", "chưa rõ")],
                        max_length=8,
                        verbose_name="kết luận",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="ghi chú")),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="verdicts", to="points.sitesurvey"
                    ),
                ),
            ],
            options={
                "verbose_name": "kết luận từng điều kiện",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="SiteWaiver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField(verbose_name="ghi lúc")),
                ("voided_at", models.DateTimeField(blank=True, null=True, verbose_name="hủy lúc")),
                ("void_reason", models.TextField(blank=True, verbose_name="lý do hủy")),
                ("public_id", models.UUIDField(unique=True)),
                ("criterion", models.CharField(max_length=40, verbose_name="điều kiện")),
                ("on", models.DateField(verbose_name="từ ngày")),
                ("recorded_by", models.CharField(blank=True, max_length=200, verbose_name="người ghi")),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.decision"
                    ),
                ),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="waivers", to="points.sitesurvey"
                    ),
                ),
            ],
            options={
                "verbose_name": "miễn điều kiện",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="SurveyCandidate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="họ và tên")),
                ("post", models.CharField(blank=True, max_length=200, verbose_name="chức danh")),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="candidates", to="points.sitesurvey"
                    ),
                ),
            ],
            options={
                "verbose_name": "người dự kiến phụ trách",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="SurveyEquipment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("item", models.SlugField(blank=True, max_length=40, verbose_name="hạng mục")),
                ("name", models.CharField(max_length=200, verbose_name="thiết bị")),
                ("quantity", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="số lượng")),
                ("working", models.BooleanField(blank=True, null=True, verbose_name="còn dùng được")),
                ("funding", models.CharField(blank=True, max_length=200, verbose_name="nguồn vốn đã mua")),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="equipment", to="points.sitesurvey"
                    ),
                ),
            ],
            options={
                "verbose_name": "thiết bị đã có",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="SurveyPhoto",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField(verbose_name="ghi lúc")),
                ("voided_at", models.DateTimeField(blank=True, null=True, verbose_name="hủy lúc")),
                ("void_reason", models.TextField(blank=True, verbose_name="lý do hủy")),
                ("public_id", models.UUIDField(unique=True)),
                ("survey_key", models.UUIDField(db_index=True)),
                ("criterion", models.CharField(blank=True, max_length=40, verbose_name="điều kiện")),
                ("file_name", models.CharField(max_length=200)),
                ("taken_at", models.DateTimeField(blank=True, null=True, verbose_name="chụp lúc")),
                ("lat", models.FloatField(blank=True, null=True, verbose_name="vĩ độ")),
                ("lon", models.FloatField(blank=True, null=True, verbose_name="kinh độ")),
                ("added_by", models.CharField(blank=True, max_length=200, verbose_name="người thêm")),
                ("added_key", models.CharField(blank=True, max_length=80)),
                (
                    "blob",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.blob"),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="survey_photos",
                        to="points.supportpoint",
                    ),
                ),
            ],
            options={
                "verbose_name": "ảnh khảo sát",
                "ordering": ["id"],
            },
        ),
        migrations.AddIndex(
            model_name="sitesurvey",
            index=models.Index(fields=["point", "voided_at", "-on"], name="points_survey_standing"),
        ),
        migrations.AddConstraint(
            model_name="sitesurvey",
            constraint=models.UniqueConstraint(
                condition=models.Q(("voided_at__isnull", True)), fields=("point", "on"), name="points_survey_one_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="siteverdict",
            constraint=models.UniqueConstraint(fields=("survey", "criterion"), name="points_verdict_once"),
        ),
        migrations.AddConstraint(
            model_name="sitewaiver",
            constraint=models.UniqueConstraint(
                condition=models.Q(("voided_at__isnull", True)),
                fields=("survey", "criterion"),
                name="points_waiver_one_standing",
            ),
        ),
        migrations.AddConstraint(
            model_name="surveyphoto",
            constraint=models.UniqueConstraint(
                condition=models.Q(("voided_at__isnull", True)), fields=("survey_key", "blob"), name="points_photo_once"
            ),
        ),
    ]
