"""Addresses under ``/ke-hoach/``. The reconciliation itself (``points:plan``) is mounted before these by config."""

from django.urls import path

from diemsang.plans import views

app_name = "plans"
urlpatterns = [
    path("", views.plan_list, name="list"),
    path("<slug:code>/noi-dung/", views.plan_content, name="content"),
    path("<slug:code>/bat-thuong/", views.plan_anomalies, name="anomalies"),
    path("<slug:code>/bat-thuong/<slug:anomaly>/", views.settle_page, name="settle"),
]
