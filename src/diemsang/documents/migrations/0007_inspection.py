"""A new kind of minute: what an inspection of a point found."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0006_operator_handover"),
    ]

    operations = [
        migrations.AlterField(
            model_name="minute",
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
                    ("BB_BGPT", "Biên bản bàn giao người phụ trách điểm"),
                    ("DS_DD", "Danh sách điểm danh"),
                    ("BB_KTR", "Biên bản kiểm tra"),
                ],
                max_length=8,
                verbose_name="loại",
            ),
        ),
        migrations.AlterField(
            model_name="minutetemplate",
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
                    ("BB_BGPT", "Biên bản bàn giao người phụ trách điểm"),
                    ("DS_DD", "Danh sách điểm danh"),
                    ("BB_KTR", "Biên bản kiểm tra"),
                ],
                max_length=8,
                verbose_name="loại",
            ),
        ),
    ]
