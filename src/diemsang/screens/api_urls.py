"""Addresses of the screen protocol; the library's (root, tree, bundle, media) are its own."""

from django.urls import path

from diemsang.screens import api

app_name = "screen_api"
urlpatterns = [
    path("pairings", api.pair, name="pair"),
    path("pairings/<uuid:pk>", api.pairing_state, name="pairing"),
    path("contact", api.contact, name="contact"),
    path("settings", api.own_settings, name="settings"),
]
