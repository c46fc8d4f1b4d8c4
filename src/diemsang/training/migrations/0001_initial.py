"""Courses, classes, trained people, attendance, checks, certificates."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0004_office_succession"),
        ("documents", "0006_operator_handover"),
        ("files", "0001_initial"),
        ("operations", "0003_days"),
        ("points", "0005_survey"),
    ]

    operations = [
        migrations.CreateModel(
            name="Course",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="từ ngày")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="đến trước ngày")),
                ("public_id", models.UUIDField(unique=True)),
                ("title", models.CharField(max_length=200, verbose_name="tên khóa")),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("MANAGER", "người quản lý điểm"),
                            ("OPERATOR", "người phụ trách điểm"),
                            ("RESIDENT", "người dân"),
                        ],
                        max_length=10,
                        verbose_name="đối tượng",
                    ),
                ),
                ("topics", models.JSONField(default=list, verbose_name="nội dung")),
                ("hours", models.DecimalField(decimal_places=1, max_digits=4, verbose_name="số giờ")),
                ("pass_mark", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="điểm đạt, %")),
                ("min_attendance", models.PositiveSmallIntegerField(default=80, verbose_name="dự ít nhất, % số ngày")),
                (
                    "validity_months",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="chứng nhận có hạn, tháng"),
                ),
                ("made_at", models.DateTimeField(verbose_name="ghi lúc")),
            ],
            options={
                "verbose_name": "khóa tập huấn",
                "ordering": ["title", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pass_mark", None), ("pass_mark__range", (1, 100)), _connector="OR"),
                        name="training_course_pass_mark",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("min_attendance__range", (1, 100))), name="training_course_attendance"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CourseMaterial",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField(verbose_name="ghi lúc")),
                ("voided_at", models.DateTimeField(blank=True, null=True, verbose_name="hủy lúc")),
                ("void_reason", models.TextField(blank=True, verbose_name="lý do hủy")),
                ("public_id", models.UUIDField(unique=True)),
                ("title", models.CharField(max_length=200, verbose_name="tên tài liệu")),
                ("file_name", models.CharField(max_length=200)),
                (
                    "blob",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.blob"),
                ),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="materials", to="training.course"
                    ),
                ),
            ],
            options={
                "verbose_name": "tài liệu của khóa",
                "ordering": ["title", "id"],
            },
        ),
        migrations.CreateModel(
            name="QuestionSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField(verbose_name="ghi lúc")),
                ("voided_at", models.DateTimeField(blank=True, null=True, verbose_name="hủy lúc")),
                ("void_reason", models.TextField(blank=True, verbose_name="lý do hủy")),
                ("public_id", models.UUIDField(unique=True)),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="question_sets", to="training.course"
                    ),
                ),
            ],
            options={
                "verbose_name": "bộ câu hỏi",
                "ordering": ["course_id", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="số")),
                ("text", models.CharField(max_length=300, verbose_name="câu hỏi")),
                ("choices", models.JSONField(default=list, verbose_name="các câu trả lời")),
                ("answer", models.PositiveSmallIntegerField(verbose_name="câu trả lời đúng")),
                ("weight", models.PositiveSmallIntegerField(default=1, verbose_name="hệ số")),
                (
                    "question_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="questions", to="training.questionset"
                    ),
                ),
            ],
            options={
                "verbose_name": "câu hỏi",
                "ordering": ["question_set_id", "number"],
            },
        ),
        migrations.CreateModel(
            name="Trainee",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(unique=True)),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="họ và tên")),
                ("search_key", models.CharField(blank=True, max_length=140)),
                ("name_sort", models.CharField(blank=True, max_length=400)),
                (
                    "role",
                    models.CharField(
                        choices=[("MANAGER", "người quản lý điểm"), ("OPERATOR", "người phụ trách điểm")],
                        default="OPERATOR",
                        max_length=10,
                        verbose_name="vai trò",
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="điện thoại")),
                ("keep_until", models.DateField(verbose_name="giữ tên đến trước ngày")),
                ("recorded_at", models.DateTimeField(verbose_name="ghi lúc")),
                ("forgotten_at", models.DateTimeField(blank=True, null=True, verbose_name="xóa tên lúc")),
                (
                    "office",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.office",
                        verbose_name="cơ quan",
                    ),
                ),
            ],
            options={
                "verbose_name": "học viên",
                "ordering": ["name_sort", "id"],
            },
        ),
        migrations.CreateModel(
            name="TraineePost",
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
                    "assignment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="trainee_posts",
                        to="operations.operatorassignment",
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="trainee_posts",
                        to="points.supportpoint",
                    ),
                ),
                (
                    "trainee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="posts", to="training.trainee"
                    ),
                ),
            ],
            options={
                "verbose_name": "học viên làm việc tại điểm",
                "ordering": ["point_id", "valid_from", "id"],
            },
        ),
        migrations.CreateModel(
            name="TrainingClass",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(unique=True)),
                ("place", models.CharField(max_length=200, verbose_name="nơi học")),
                ("trainer", models.CharField(blank=True, max_length=200, verbose_name="giảng viên, báo cáo viên")),
                ("starts_on", models.DateField(verbose_name="từ ngày")),
                ("ends_on", models.DateField(verbose_name="đến hết ngày")),
                ("starts_at", models.TimeField(blank=True, null=True, verbose_name="giờ bắt đầu")),
                ("capacity", models.PositiveSmallIntegerField(verbose_name="số chỗ")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "dự kiến"),
                            ("held", "đã mở lớp"),
                            ("closed", "đã kết thúc"),
                            ("cancelled", "đã hủy"),
                        ],
                        default="planned",
                        max_length=10,
                        verbose_name="tình trạng",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="lý do hủy")),
                (
                    "check_open",
                    models.CharField(
                        blank=True,
                        choices=[("pre", "trước khi học"), ("post", "sau khi học")],
                        max_length=4,
                        verbose_name="bài kiểm tra đang mở",
                    ),
                ),
                ("women", models.PositiveIntegerField(blank=True, null=True, verbose_name="phụ nữ")),
                ("men", models.PositiveIntegerField(blank=True, null=True, verbose_name="nam giới")),
                ("children", models.PositiveIntegerField(blank=True, null=True, verbose_name="trẻ em")),
                ("made_at", models.DateTimeField(verbose_name="ghi lúc")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="kết thúc lúc")),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="classes", to="training.course"
                    ),
                ),
                (
                    "minute",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="training_classes",
                        to="documents.minute",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.office",
                        verbose_name="cơ quan tổ chức",
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="classes_here",
                        to="points.supportpoint",
                    ),
                ),
            ],
            options={
                "verbose_name": "lớp tập huấn",
                "ordering": ["-starts_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Enrolment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField(verbose_name="ghi lúc")),
                ("voided_at", models.DateTimeField(blank=True, null=True, verbose_name="hủy lúc")),
                ("void_reason", models.TextField(blank=True, verbose_name="lý do hủy")),
                ("public_id", models.UUIDField(unique=True)),
                (
                    "how",
                    models.CharField(
                        choices=[("invited", "được mời"), ("added", "không có trong danh sách mời")],
                        default="invited",
                        max_length=8,
                        verbose_name="vào danh sách",
                    ),
                ),
                ("answer_code", models.CharField(max_length=12, unique=True)),
                ("pre_score", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="điểm trước, %")),
                ("post_score", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="điểm sau, %")),
                (
                    "point",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="points.supportpoint",
                    ),
                ),
                (
                    "trainee",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrolments",
                        to="training.trainee",
                    ),
                ),
                (
                    "training_class",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="enrolments",
                        to="training.trainingclass",
                    ),
                ),
            ],
            options={
                "verbose_name": "chỗ trong lớp",
                "ordering": ["training_class_id", "id"],
            },
        ),
        migrations.CreateModel(
            name="AnswerCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("moment", models.CharField(choices=[("pre", "trước khi học"), ("post", "sau khi học")], max_length=4)),
                ("choice", models.PositiveSmallIntegerField(verbose_name="câu trả lời")),
                ("count", models.PositiveIntegerField(default=0, verbose_name="số người chọn")),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="counts", to="training.question"
                    ),
                ),
                (
                    "training_class",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answer_counts",
                        to="training.trainingclass",
                    ),
                ),
            ],
            options={
                "verbose_name": "số người chọn câu trả lời",
                "ordering": ["training_class_id", "moment", "question_id", "choice"],
            },
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(unique=True)),
                ("code", models.CharField(max_length=16, unique=True, verbose_name="mã")),
                ("issued_on", models.DateField(verbose_name="cấp ngày")),
                ("expires_on", models.DateField(blank=True, null=True, verbose_name="hết hạn từ ngày")),
                ("issued_at", models.DateTimeField(verbose_name="ghi lúc")),
                ("withdrawn_on", models.DateField(blank=True, null=True, verbose_name="thu hồi ngày")),
                ("withdraw_reason", models.CharField(blank=True, max_length=300, verbose_name="lý do thu hồi")),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="training.enrolment",
                    ),
                ),
            ],
            options={
                "verbose_name": "chứng nhận",
                "ordering": ["-issued_on", "-id"],
                "indexes": [models.Index(fields=["issued_on"], name="training_certificate_issued")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_on__isnull", True)),
                        fields=("enrolment",),
                        name="training_certificate_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_on", None), models.Q(("withdraw_reason", ""), _negated=True), _connector="OR"
                        ),
                        name="training_certificate_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="ngày")),
                ("present", models.BooleanField(verbose_name="có mặt")),
                ("marked_at", models.DateTimeField(verbose_name="ghi lúc")),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="attendance", to="training.enrolment"
                    ),
                ),
            ],
            options={
                "verbose_name": "điểm danh",
                "ordering": ["enrolment_id", "on"],
                "constraints": [models.UniqueConstraint(fields=("enrolment", "on"), name="training_attendance_day")],
            },
        ),
        migrations.AddConstraint(
            model_name="questionset",
            constraint=models.UniqueConstraint(
                condition=models.Q(("voided_at__isnull", True)), fields=("course",), name="training_set_one_standing"
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.UniqueConstraint(fields=("question_set", "number"), name="training_question_number"),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(("weight__range", (1, 10))), name="training_question_weight"
            ),
        ),
        migrations.AddIndex(
            model_name="trainee",
            index=models.Index(fields=["keep_until"], name="training_trainee_keep"),
        ),
        migrations.AddConstraint(
            model_name="trainee",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("forgotten_at", None), models.Q(("name", ""), ("phone", ""), ("search_key", "")), _connector="OR"
                ),
                name="training_trainee_forgotten",
            ),
        ),
        migrations.AddConstraint(
            model_name="traineepost",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_to__isnull", True), ("voided_at__isnull", True)),
                fields=("trainee", "point"),
                name="training_post_one_open",
            ),
        ),
        migrations.AddIndex(
            model_name="trainingclass",
            index=models.Index(fields=["state", "starts_on"], name="training_class_state"),
        ),
        migrations.AddConstraint(
            model_name="trainingclass",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="training_class_ends_later"
            ),
        ),
        migrations.AddConstraint(
            model_name="trainingclass",
            constraint=models.CheckConstraint(condition=models.Q(("capacity__gte", 1)), name="training_class_capacity"),
        ),
        migrations.AddConstraint(
            model_name="trainingclass",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "cancelled"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="training_class_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("trainee__isnull", False), ("voided_at__isnull", True)),
                fields=("training_class", "trainee"),
                name="training_seat_person_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("trainee__isnull", True), ("voided_at__isnull", True)),
                fields=("training_class", "point"),
                name="training_seat_point_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("pre_score", None), ("pre_score__lte", 100), _connector="OR"),
                    models.Q(("post_score", None), ("post_score__lte", 100), _connector="OR"),
                ),
                name="training_seat_scores",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.CheckConstraint(
                condition=models.Q(("trainee__isnull", False), ("point__isnull", False), _connector="OR"),
                name="training_seat_of_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="answercount",
            constraint=models.UniqueConstraint(
                fields=("training_class", "moment", "question", "choice"), name="training_answer_count"
            ),
        ),
    ]
