"""A new kind of minute: the sign-in sheet of a training class."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("equipment", "0002_installation"),
    ]

    operations = [
        migrations.AlterField(
            model_name="act",
            name="kind",
            field=models.CharField(
                choices=[
                    ("BB_KS", "Biên bản khảo sát"),
                    ("BB_GN", "Biên bản giao nhận, lắp đặt"),
                    ("BB_NT", "Biên bản nghiệm thu"),
                    ("BB_BG", "Biên bản bàn giao tài sản"),
                    ("BB_KK", "Biên bản kiểm kê"),
                    ("BB_BGSN", "Biên bản bàn giao khi sắp xếp đơn vị hành chính"),
                    ("DN_TL", "Đề nghị điều chuyển, thanh lý"),
                    ("DS_DD", "Danh sách điểm danh"),
                ],
                max_length=8,
            ),
        ),
    ]
