"""Addresses."""

from django.urls import path

from diemsang.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.home, name="home"),
    path("lan/<int:pk>/", views.run_page, name="run"),
    path("lan/<int:pk>/tien-do/", views.progress, name="progress"),
    path("lan/<int:pk>/to-mau/", views.coloured, name="coloured"),
    path("lan/<int:pk>/dong-y/", views.confirm, name="confirm"),
    path("lan/<int:pk>/kiem-tra/", views.recheck, name="recheck"),
    path("lan/<int:pk>/ap-dung/", views.apply, name="apply"),
    path("lan/<int:pk>/hoan-tac/", views.undo, name="undo"),
    path("<slug:key>/", views.upload, name="list"),
    path("<slug:key>/mau/", views.template, name="template"),
    path("<slug:key>/xuat/", views.export, name="export"),
]
