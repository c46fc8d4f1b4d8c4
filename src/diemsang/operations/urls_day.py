"""Addresses of people and days of a point."""

from django.urls import path

from diemsang.operations.views import log, months, people, posted, waiting

urlpatterns = [
    path("nguoi-phu-trach/", people.people_list, name="people"),
    path("nguoi-phu-trach/<str:code>/", people.point_people, name="people-point"),
    path("nguoi-phu-trach/<str:code>/phan-cong/", people.assign_page, name="assign"),
    path("nguoi-phu-trach/<str:code>/ban-giao/", people.handover_page, name="handover"),
    path("nguoi-phu-trach/<str:code>/<uuid:public_id>/thoi/", people.end_page, name="unassign"),
    path("nguoi-phu-trach/<str:code>/<uuid:public_id>/huy/", people.void_page, name="void-assignment"),
    path("nguoi-phu-trach/<str:code>/ngay-dau/", posted.first_day, name="first-day"),
    path("nguoi-phu-trach/<str:code>/gio/", posted.hours_page, name="hours"),
    path("nguoi-phu-trach/<str:code>/gio/<uuid:public_id>/huy/", posted.void_hours_page, name="void-hours"),
    path("nguoi-phu-trach/<str:code>/in/<slug:kind>/", posted.poster_page, name="poster"),
    path("nguoi-phu-trach/<str:code>/in/<slug:kind>/sua/", posted.poster_edit, name="poster-edit"),
    path("so/", months.log_list, name="logs"),
    path("so/hom-nay/", log.log_home, name="log-home"),
    path("so/<str:code>/", months.point_month, name="month"),
    path("so/<str:code>/hom-nay/", log.log_today, name="log"),
    path("so/<str:code>/tu-tivi/", waiting.waiting_page, name="log-waiting"),
    path("so/<str:code>/ngay-khac/", log.log_other, name="log-other"),
    path("so/<str:code>/<str:day>/", log.day_page, name="day"),
    path("so/<str:code>/<str:day>/ghi/", log.log_past, name="log-day"),
]
