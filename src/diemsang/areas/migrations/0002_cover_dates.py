"""What a right reaches depends on the day: a reform that is applied before its day changes nothing before it.

Rows are written anew from versions and lineage; until then each counted on every day.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

from diemsang.areas.rebuild import END, START, VersionFact, derive


def date_covers(apps: Any, schema_editor: Any) -> None:
    """Replace every row by the dated ones."""
    cover, version, lineage = (apps.get_model("areas", name) for name in ("AreaCover", "AreaVersion", "Lineage"))
    rows = version.objects.values_list("area_id", "parent_id", "valid_from", "valid_to")
    facts = [VersionFact(area, parent, start or START, end or END) for area, parent, start, end in rows]
    derived = derive(facts, lineage.objects.values_list("origin_id", "target_id"))
    cover.objects.all().delete()
    cover.objects.bulk_create(
        [
            cover(
                area_id=area,
                covered_id=covered,
                whole=whole,
                valid_from=None if start == START else start,
                valid_to=None if end == END else end,
            )
            for area, covered, whole, start, end in sorted(derived.cover)
        ],
        batch_size=1000,
    )


class Migration(migrations.Migration):
    """Dates of what rights reach."""

    dependencies = [("areas", "0001_initial")]

    operations = [
        migrations.AddField("areacover", "valid_from", models.DateField("từ ngày", null=True, blank=True)),
        migrations.AddField("areacover", "valid_to", models.DateField("đến trước ngày", null=True, blank=True)),
        migrations.RemoveConstraint("areacover", "areas_cover_key"),
        migrations.AddConstraint(
            "areacover",
            models.UniqueConstraint(fields=("area", "covered", "valid_from"), name="areas_cover_start"),
        ),
        # Last: PostgreSQL changes no table after rows were written into it in the same transaction.
        migrations.RunPython(date_covers, migrations.RunPython.noop),
    ]
