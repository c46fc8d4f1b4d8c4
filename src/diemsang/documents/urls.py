"""Addresses under ``/van-ban/``."""

from django.urls import path

from diemsang.documents import views

app_name = "documents"
urlpatterns = [
    path("", views.decision_list, name="list"),
    path("ghi/", views.add_page, name="add"),
    path("chon/", views.choose, name="choose"),
    path("<slug:key>/", views.decision_page, name="detail"),
    path("<slug:key>/sua/", views.edit_page, name="edit"),
    path("<slug:key>/ban-ky/", views.copy_page, name="copy"),
    path("<slug:key>/quan-he/", views.relate_page, name="relate"),
]
