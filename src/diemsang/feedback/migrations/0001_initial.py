"""Questions from points, their answers and story; the doors behind the QR."""

import django.db.models.deletion
from django.db import migrations, models

import diemsang.feedback.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("library", "0002_cleared_at"),
        ("points", "0006_operators_elsewhere"),
    ]

    operations = [
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(unique=True)),
                (
                    "about",
                    models.CharField(
                        choices=[
                            ("PRODUCT", "một bài trên tivi"),
                            ("SERVICE", "việc cần làm, cần giúp"),
                            ("OTHER", "chuyện khác"),
                        ],
                        max_length=8,
                        verbose_name="hỏi về",
                    ),
                ),
                ("product_code", models.CharField(blank=True, max_length=64, verbose_name="mã bài")),
                ("product_title", models.CharField(blank=True, max_length=300, verbose_name="tên bài")),
                (
                    "service",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("VNEID", "VNeID, định danh điện tử"),
                            ("PUBLIC_SERVICE", "dịch vụ công"),
                            ("HEALTH", "y tế, bảo hiểm"),
                            ("LEARN", "học tập, tra cứu"),
                            ("TRADE", "mua bán trên mạng"),
                            ("SAFETY", "nghi bị lừa đảo"),
                            ("OTHER", "việc khác"),
                        ],
                        max_length=16,
                        verbose_name="việc",
                    ),
                ),
                ("words", models.CharField(max_length=1000, verbose_name="câu hỏi")),
                ("search_key", models.TextField(default="")),
                ("masked", models.BooleanField(default=False, verbose_name="đã che số")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("OPERATOR", "người phụ trách hoặc cán bộ ghi giúp"),
                            ("QR", "người dân quét mã QR"),
                            ("TV", "từ tivi của điểm"),
                        ],
                        max_length=8,
                        verbose_name="cách hỏi",
                    ),
                ),
                ("asked_by", models.CharField(blank=True, max_length=200, verbose_name="người ghi")),
                ("asked_at", models.DateTimeField(verbose_name="ghi lúc")),
                ("read_code", models.CharField(blank=True, editable=False, max_length=32, null=True, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("WAITING", "chờ xem lại"),
                            ("OPEN", "chờ trả lời"),
                            ("ANSWERED", "đã trả lời"),
                            ("DISMISSED", "không phải câu hỏi"),
                        ],
                        max_length=9,
                        verbose_name="tình trạng",
                    ),
                ),
                (
                    "owner",
                    models.CharField(
                        choices=[
                            ("COMMUNE", "UBND xã"),
                            ("PROV_INFO", "cơ quan quản lý thông tin cơ sở của tỉnh"),
                            ("PROV_IT", "cơ quan quản lý công nghệ thông tin của tỉnh"),
                            ("PROV_ETHNIC", "cơ quan công tác dân tộc của tỉnh"),
                        ],
                        max_length=20,
                        verbose_name="nơi trả lời",
                    ),
                ),
                ("opened_on", models.DateField(blank=True, null=True, verbose_name="nhận ngày")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="hạn trả lời")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="xong ngày")),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="questions", to="points.supportpoint"
                    ),
                ),
                (
                    "variety",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="library.languagevariety",
                    ),
                ),
            ],
            options={
                "verbose_name": "câu hỏi",
                "ordering": ["-asked_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(unique=True)),
                ("text", models.CharField(max_length=2000, verbose_name="trả lời")),
                ("by", models.CharField(max_length=200, verbose_name="người trả lời")),
                ("by_key", models.CharField(max_length=120)),
                ("office", models.CharField(blank=True, max_length=200, verbose_name="cơ quan trả lời")),
                ("at", models.DateTimeField(verbose_name="trả lời lúc")),
                ("replaced_at", models.DateTimeField(blank=True, null=True, verbose_name="thay lúc")),
                ("shown_at", models.DateTimeField(blank=True, null=True, verbose_name="lên màn hình lúc")),
                ("shown_by", models.CharField(blank=True, max_length=200, verbose_name="người duyệt lên màn hình")),
                ("shown_by_key", models.CharField(blank=True, max_length=120)),
                ("shown_until", models.DateField(blank=True, null=True, verbose_name="hết hiện trên màn hình từ")),
                ("hidden_at", models.DateTimeField(blank=True, null=True, verbose_name="gỡ khỏi màn hình lúc")),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="feedback.question"
                    ),
                ),
            ],
            options={
                "verbose_name": "câu trả lời",
                "ordering": ["-at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="QuestionStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=200)),
                ("what", models.CharField(max_length=120)),
                ("text", models.CharField(blank=True, max_length=2000)),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="feedback.question"
                    ),
                ),
            ],
            options={
                "verbose_name": "bước của câu hỏi",
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Door",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(unique=True)),
                (
                    "code",
                    models.CharField(
                        default=diemsang.feedback.models.new_code, editable=False, max_length=32, unique=True
                    ),
                ),
                ("made_by", models.CharField(max_length=200, verbose_name="người tạo")),
                ("made_at", models.DateTimeField(verbose_name="tạo lúc")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="thôi dùng lúc")),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="question_doors",
                        to="points.supportpoint",
                    ),
                ),
            ],
            options={
                "verbose_name": "mã QR hỏi đáp của điểm",
                "ordering": ["-made_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)), fields=("point",), name="feedback_door_one"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(fields=["point", "state"], name="feedback_question_state"),
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(fields=["state", "due_on"], name="feedback_question_due"),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(("about", "PRODUCT"), ("product_code", ""), _connector="OR"),
                name="feedback_question_product_alone",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(("about", "SERVICE"), ("service", ""), _connector="OR"),
                name="feedback_question_service_alone",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("opened_on__isnull", True),
                    ("due_on__isnull", True),
                    ("due_on__gte", models.F("opened_on")),
                    _connector="OR",
                ),
                name="feedback_question_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaced_at__isnull", True)), fields=("question",), name="feedback_answer_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("shown_at__isnull", True),
                    models.Q(("shown_by_key", models.F("by_key")), _negated=True),
                    _connector="OR",
                ),
                name="feedback_answer_four_eyes",
            ),
        ),
    ]
