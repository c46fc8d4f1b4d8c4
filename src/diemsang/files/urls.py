"""Addresses."""

from django.urls import path

from diemsang.files import views

app_name = "files"
urlpatterns = [path("<slug:sha256>/", views.download, name="download")]
