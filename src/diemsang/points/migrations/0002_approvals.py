"""Approvals by decision, and milestones that a later decision ends from a day on."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0002_register"),
        ("plans", "0002_settlements"),
        ("points", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            "milestone", "ends_on", models.DateField(blank=True, null=True, verbose_name="hết hiệu lực từ ngày")
        ),
        migrations.RemoveIndex("milestone", "points_milestone_read"),
        migrations.AddIndex(
            "milestone",
            models.Index(
                fields=["point", "item", "kind", "voided_at", "on", "ends_on", "quantity"],
                name="points_milestone_held",
            ),
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField(verbose_name="ghi lúc")),
                ("voided_at", models.DateTimeField(blank=True, null=True, verbose_name="hủy lúc")),
                ("void_reason", models.TextField(blank=True, verbose_name="lý do hủy")),
                ("on", models.DateField(verbose_name="từ ngày")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="rút từ ngày")),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.decision"
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.decision",
                        verbose_name="rút theo",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.plan"),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="approvals", to="points.supportpoint"
                    ),
                ),
            ],
            options={
                "verbose_name": "phê duyệt điểm",
                "ordering": ["on", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["point", "plan"],
                        condition=Q(voided_at__isnull=True, ends_on__isnull=True),
                        name="points_approval_one_open",
                    ),
                    models.CheckConstraint(
                        condition=Q(ends_on__isnull=True, ended_by__isnull=True)
                        | Q(ends_on__gte=F("on"), ended_by__isnull=False),
                        name="points_approval_end",
                    ),
                ],
            },
        ),
    ]
