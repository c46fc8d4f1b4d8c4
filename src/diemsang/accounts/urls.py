"""Addresses. Of allauth's pages only those stand here that we have made ours; every other one does not exist."""

from django.urls import include, path

from diemsang.accounts import views

own = ([path("toi/", views.me, name="me")], "accounts")

urlpatterns = [
    path("dang-nhap/", views.sign_in, name="account_login"),
    path("dang-xuat/", views.sign_out, name="account_logout"),
    path("toi/mat-khau/", views.change_password, name="account_change_password"),
    path("", include(own)),
]
