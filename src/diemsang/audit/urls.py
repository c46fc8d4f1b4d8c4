"""Addresses."""

from django.urls import path

from diemsang.audit import views

app_name = "audit"
urlpatterns = [path("", views.journal, name="journal")]
