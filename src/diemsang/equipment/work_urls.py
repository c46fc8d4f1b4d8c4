"""Addresses of visits, installations, acceptance and handover; a part of the app's."""

from django.urls import path

from diemsang.equipment.views import acts, work, work_install, work_photo, work_plan, work_visit

urlpatterns = [
    path("lich/", work.calendar_page, name="work"),
    path("lich/danh-sach/", work.list_page, name="work-list"),
    path("lich/xep/", work_plan.plan_page, name="work-plan"),
    path("lich/<int:year>-<int:month>-<int:day>/<uuid:team>/", work_plan.day_page, name="work-day"),
    path("lich/<uuid:public_id>/", work_visit.order_page, name="work-order"),
    path("lich/<uuid:public_id>/chuyen/", work_visit.move_page, name="work-move"),
    path("tien-do/<slug:code>/", work.progress_page, name="work-progress"),
    path("lap-dat/<str:code>/", work_install.install_page, name="install"),
    path("phieu/<uuid:public_id>/", work_install.installation_page, name="installation"),
    path("phieu/<uuid:public_id>/bien-ban/", work_install.minute_page, name="installation-minute"),
    path("phieu/<uuid:public_id>/huy/", work_install.void_page, name="installation-void"),
    path("phieu/<uuid:public_id>/anh/", work_photo.add_page, name="installation-photo"),
    path("phieu/<uuid:public_id>/anh/<int:pk>/", work_photo.small_picture, name="installation-picture"),
    path("phieu/<uuid:public_id>/anh/<int:pk>/bo/", work_photo.drop_page, name="installation-photo-drop"),
    path("nghiem-thu/", acts.list_page, name="acceptances"),
    path("nghiem-thu/lap/", acts.accept_page, name="accept"),
    path("ban-giao/<str:code>/", acts.handover_page, name="handover"),
]
