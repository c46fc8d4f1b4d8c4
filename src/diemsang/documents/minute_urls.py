"""Addresses under ``/bien-ban/``."""

from django.urls import path

from diemsang.documents import minute_acts as acts
from diemsang.documents import minute_views as views

app_name = "minutes"
urlpatterns = [
    path("", views.minute_list, name="list"),
    path("nop/", acts.match_page, name="match"),
    path("cho-xem/<uuid:public_id>/", acts.loose_page, name="loose"),
    path("in/", acts.batch_page, name="batch"),
    path("in/<uuid:public_id>/", views.printing_page, name="printing"),
    path("mau/", acts.templates_page, name="templates"),
    path("mau/<int:pk>/bo/", acts.drop_template_page, name="drop_template"),
    path("mau/<str:kind>/chung/", views.house_template_file, name="house_template"),
    path("<uuid:public_id>/", views.minute_page, name="detail"),
    path("<uuid:public_id>/tien-do/", views.pdf_progress, name="progress"),
    path("<uuid:public_id>/in/", acts.print_page, name="print"),
    path("<uuid:public_id>/so-trang/", acts.pages_page, name="pages"),
    path("<uuid:public_id>/ban-ky/", acts.scan_page, name="scan"),
    path("<uuid:public_id>/gan-trang/", acts.assign_page, name="assign"),
    path("<uuid:public_id>/trang/<int:pk>/bo/", acts.drop_page, name="drop_page"),
    path("<uuid:public_id>/ngay-ky/", acts.date_page, name="date"),
    path("<uuid:public_id>/tinh-lai/", acts.finish_page, name="finish"),
    path("<uuid:public_id>/huy/", acts.void_page, name="void"),
]
