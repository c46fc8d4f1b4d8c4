"""Addresses of public files."""

from django.urls import path

from diemsang.library import api

app_name = "media"
urlpatterns = [path("<str:digest>", api.media, name="file")]
