"""Addresses."""

from django.urls import path

from diemsang.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.journal, name="journal"),
    path("<int:pk>/", views.entry_page, name="entry"),
    path("<int:pk>/hoan-tac/", views.undo, name="undo"),
]
