"""Addresses."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

from diemsang.web import saved_pages, views

urlpatterns = [
    path("", views.home, name="home"),
    path("tim/", views.search, name="search"),
    path("lanh-dao/", views.leader, name="leader"),
    path("healthz", views.healthz, name="healthz"),
    path("robots.txt", views.robots, name="robots"),
    path("cach-xem/", saved_pages.manage, name="saved-views"),
    path("cach-xem/luu/", saved_pages.new, name="saved-view-new"),
    path("cach-xem/<int:pk>/", saved_pages.change, name="saved-view"),
    path("ngon-ngu/", login_not_required(set_language), name="set_language"),
]
