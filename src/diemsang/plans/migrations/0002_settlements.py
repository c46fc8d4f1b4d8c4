"""Settlements of anomalies by documents, dated; those that plan versions brought so far are carried over."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from diemsang.core import clock


def carry_over(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """What a version settled so far, from the day of its document (or of its loading where none is known)."""
    anomalies = apps.get_model("plans", "Anomaly")._default_manager
    versions = apps.get_model("plans", "PlanVersion")._default_manager
    settlements = apps.get_model("plans", "Settlement")._default_manager
    for row in anomalies.filter(settled_by__isnull=False):
        found = versions.filter(plan_id=row.plan_id, decision_id=row.settled_by_id).order_by("number").first()
        day = (found and found.in_force_from) or row.settled_by.on or row.opened_on
        settlements.create(
            anomaly=row,
            decision_id=row.settled_by_id,
            on=day,
            version=found,
            recorded_at=found.loaded_at if found else clock.now(),
        )


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0002_register"),
        ("plans", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Settlement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="từ ngày")),
                ("value", models.CharField(blank=True, max_length=60, verbose_name="số được chốt")),
                ("explanation", models.TextField(blank=True, verbose_name="giải thích")),
                ("recorded_at", models.DateTimeField()),
                ("reopened_on", models.DateField(blank=True, null=True, verbose_name="mở lại ngày")),
                ("reopen_reason", models.CharField(blank=True, max_length=500, verbose_name="lý do mở lại")),
                (
                    "anomaly",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="settlements", to="plans.anomaly"
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.decision"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="plans.planversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "giải quyết bất thường",
                "ordering": ["on", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["anomaly"],
                        condition=models.Q(reopened_on__isnull=True),
                        name="plans_settlement_one_open",
                    )
                ],
            },
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop, elidable=False),
    ]
