"""Addresses under ``/thu-vien/``."""

from django.urls import path

from diemsang.library import views

app_name = "library"
urlpatterns = [
    path("", views.product_list, name="list"),
    path("phat-hanh/", views.publish_page, name="publish"),
    path("<slug:code>/", views.product_page, name="detail"),
    path("<slug:code>/duyet/", views.approve_page, name="approve"),
    path("<slug:code>/thu-hoi/", views.withdraw_page, name="withdraw"),
]
