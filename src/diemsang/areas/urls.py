"""Addresses under ``/dia-ban/``."""

from django.urls import path

from diemsang.areas import desk, views

app_name = "areas"
urlpatterns = [
    path("", views.area_list, name="list"),
    path("sap-xep/", views.reform_list, name="reforms"),
    path("sap-xep/moi/", desk.draft_new, name="draft_new"),
    path("sap-xep/<slug:code>/soan/", desk.draft, name="draft"),
    path("sap-xep/<slug:code>/cau-hoi/", desk.questions, name="questions"),
    path("sap-xep/<slug:code>/tep.zip", desk.reform_file, name="reform_file"),
    path("sap-xep/<slug:code>/ban-giao/", desk.handovers, name="handovers"),
    path("sap-xep/<slug:code>/ban-giao/<slug:key>/", desk.handover, name="handover"),
    path("sap-xep/<slug:code>/", views.reform_detail, name="reform"),
    path("sap-xep/<slug:code>/ap-dung/", views.reform_apply, name="reform_apply"),
    path("sap-xep/<slug:code>/hoan-tac/", views.reform_undo, name="reform_undo"),
    path("<slug:key>/", views.area_detail, name="detail"),
]
