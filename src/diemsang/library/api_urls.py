"""Addresses of the screen protocol that the library answers."""

from django.urls import path

from diemsang.library import api

app_name = "library_api"
urlpatterns = [
    path("root", api.root, name="root"),
    path("tree/<str:digest>", api.tree, name="tree"),
    path("bundle", api.bundle, name="bundle"),
]
