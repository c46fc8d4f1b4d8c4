"""Addresses of the pages of use."""

from django.urls import path

from diemsang.indicators import views

app_name = "indicators"
urlpatterns = [
    path("", views.overview_page, name="overview"),
    path("diem/", views.points_page, name="points"),
    path("diem/<str:code>/", views.point_page, name="point"),
    path("san-pham/", views.products_page, name="products"),
]
