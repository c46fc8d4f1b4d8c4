"""What a paper in a point's file is: kind, number, day, issuer, order within its kind."""

from django.db import migrations, models

KINDS = [
    ("QD_DS", "Quyết định phê duyệt danh sách điểm"),
    ("BB_KS", "Biên bản, phiếu khảo sát"),
    ("QD_CH", "Quyết định phê duyệt danh mục, cấu hình"),
    ("HD", "Hợp đồng mua sắm"),
    ("BB_GN", "Biên bản giao nhận, lắp đặt"),
    ("BB_NT", "Biên bản nghiệm thu"),
    ("BB_BG", "Biên bản bàn giao tài sản"),
    ("QD_PC", "Quyết định, thông báo phân công phụ trách"),
    ("NQ", "Nội quy, quy chế hoạt động"),
    ("TB_KT", "Thông báo khai trương, mở cửa"),
    ("BB_KTr", "Biên bản kiểm tra"),
    ("BB_KK", "Biên bản kiểm kê"),
    ("BB_BGSN", "Biên bản bàn giao khi sắp xếp đơn vị hành chính"),
    ("DN_TL", "Đề nghị điều chuyển, thanh lý"),
    ("", "Giấy tờ, ảnh khác"),
]


class Migration(migrations.Migration):
    dependencies = [("points", "0002_approvals")]

    operations = [
        migrations.AddField(
            "pointfile", "kind", models.CharField(blank=True, choices=KINDS, max_length=8, verbose_name="loại")
        ),
        migrations.AddField(
            "pointfile", "number", models.CharField(blank=True, max_length=60, verbose_name="số, ký hiệu")
        ),
        migrations.AddField("pointfile", "on", models.DateField(blank=True, null=True, verbose_name="ngày")),
        migrations.AddField(
            "pointfile", "issuer", models.CharField(blank=True, max_length=200, verbose_name="cơ quan lập")
        ),
        migrations.AddField(
            "pointfile", "position", models.PositiveSmallIntegerField(default=0, verbose_name="thứ tự trong loại")
        ),
        migrations.AddField(
            "pointfile", "added_by", models.CharField(blank=True, max_length=200, verbose_name="người thêm")
        ),
    ]
