"""Addresses of people and days of a point."""

from django.urls import path

from diemsang.operations.views import log, months, people, posted

urlpatterns = [
    path("nguoi-phu-trach/", people.people_list, name="people"),
    path("diem/<str:code>/nguoi/", people.point_people, name="people-point"),
    path("diem/<str:code>/nguoi/phan-cong/", people.assign_page, name="assign"),
    path("diem/<str:code>/nguoi/ban-giao/", people.handover_page, name="handover"),
    path("diem/<str:code>/nguoi/<uuid:public_id>/thoi/", people.end_page, name="unassign"),
    path("diem/<str:code>/nguoi/<uuid:public_id>/huy/", people.void_page, name="void-assignment"),
    path("diem/<str:code>/ngay-dau/", posted.first_day, name="first-day"),
    path("diem/<str:code>/gio/", posted.hours_page, name="hours"),
    path("diem/<str:code>/gio/<uuid:public_id>/huy/", posted.void_hours_page, name="void-hours"),
    path("diem/<str:code>/in/<slug:kind>/", posted.poster_page, name="poster"),
    path("diem/<str:code>/in/<slug:kind>/sua/", posted.poster_edit, name="poster-edit"),
    path("so/", months.log_list, name="logs"),
    path("so/hom-nay/", log.log_home, name="log-home"),
    path("so/<str:code>/", months.point_month, name="month"),
    path("so/<str:code>/hom-nay/", log.log_today, name="log"),
    path("so/<str:code>/ngay-khac/", log.log_other, name="log-other"),
    path("so/<str:code>/<str:day>/", log.day_page, name="day"),
    path("so/<str:code>/<str:day>/ghi/", log.log_past, name="log-day"),
]
