"""Addresses of the app's pages."""

from django.urls import path

from diemsang.sharing import views

app_name = "sharing"
urlpatterns = [
    path("c/<str:token>/", views.public_page, name="public"),
    path("c/<str:token>/<slug:shape>.png", views.public_picture, name="picture"),
    path("chia-se/thu-hoi/<uuid:public_id>/", views.revoke_page, name="revoke"),
    path("chia-se/<slug:kind>/<str:key>/", views.subject_page, name="subject"),
]
