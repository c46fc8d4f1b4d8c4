"""Who looks after a point is told by ``operations`` now. No page, command or list ever wrote this table; should a hub
have rows in it all the same, it keeps them and says so, for no later table could take them over by itself."""

from typing import Any

from django.db import migrations


def require_none(apps: Any, _schema: Any) -> None:
    """Stop before anything is lost."""
    kept = apps.get_model("points", "PointOperator").objects.count()
    if kept:
        raise RuntimeError(
            f"Còn {kept} dòng người phụ trách trong bảng cũ (points_pointoperator). Chưa xóa gì: hãy sao lưu, chép "
            "các dòng đó ra, xóa chúng rồi chạy lại; sau đó ghi lại ở trang «Người phụ trách»."
        )


class Migration(migrations.Migration):
    dependencies = [
        ("points", "0005_survey"),
    ]

    operations = [
        migrations.RunPython(require_none, migrations.RunPython.noop),
        migrations.DeleteModel(name="PointOperator"),
    ]
