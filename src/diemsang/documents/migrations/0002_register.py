"""Signed copies, relations between documents, and the keys by which documents are found."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from diemsang.core.text import search_key


def fill_keys(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Documents recorded before have no keys yet."""
    decisions = apps.get_model("documents", "Decision")._default_manager
    for row in decisions.all():
        row.number_key = search_key(row.number).replace(" ", "")
        row.search_key = search_key(f"{row.number} {row.title} {row.issuer}")
        row.save(update_fields=["number_key", "search_key"])


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0001_initial"),
        ("files", "0001_initial"),
    ]

    operations = [
        migrations.AddField("decision", "number_key", models.CharField(blank=True, max_length=60, db_index=True)),
        migrations.AddField("decision", "search_key", models.TextField(blank=True)),
        migrations.RunPython(fill_keys, migrations.RunPython.noop, elidable=False),
        migrations.CreateModel(
            name="SignedCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField(verbose_name="ghi lúc")),
                ("voided_at", models.DateTimeField(blank=True, null=True, verbose_name="hủy lúc")),
                ("void_reason", models.TextField(blank=True, verbose_name="lý do hủy")),
                ("file_name", models.CharField(max_length=200)),
                ("added_by", models.CharField(blank=True, max_length=200, verbose_name="người thêm")),
                (
                    "blob",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.blob"),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="copies", to="documents.decision"
                    ),
                ),
            ],
            options={
                "verbose_name": "bản ký",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["decision"],
                        condition=models.Q(voided_at__isnull=True),
                        name="documents_copy_one_standing",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DecisionRelation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("AMENDS", "sửa đổi, bổ sung"),
                            ("REPLACES", "thay thế"),
                            ("WITHDRAWS", "bãi bỏ, thu hồi"),
                            ("CORRECTS", "đính chính"),
                        ],
                        max_length=10,
                        verbose_name="quan hệ",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="nội dung")),
                ("recorded_at", models.DateTimeField(verbose_name="ghi lúc")),
                (
                    "earlier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changed_by",
                        to="documents.decision",
                    ),
                ),
                (
                    "later",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="documents.decision"
                    ),
                ),
            ],
            options={
                "verbose_name": "quan hệ giữa văn bản",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=["later", "earlier", "kind"], name="documents_relation_once"),
                    models.CheckConstraint(
                        condition=~models.Q(later=models.F("earlier")), name="documents_relation_two"
                    ),
                ],
            },
        ),
    ]
