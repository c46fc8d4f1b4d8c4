"""Addresses."""

from django.urls import path

from diemsang.web import views

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
]
