"""Addresses of the TV app; outside the hub's pages, so that the app's scope is ``/tv/`` alone."""

from django.urls import path

from diemsang.screens import tv
from diemsang.screens.opened import opened

app_name = "tv"
urlpatterns = [
    path("", tv.page, name="page"),
    path("sw.js", tv.worker, name="worker"),
    path("app.json", tv.manifest, name="manifest"),
    path("mo/<slug:code>/", opened, name="opened"),
    path("f/<str:name>", tv.file, name="file"),
]
