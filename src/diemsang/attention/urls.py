"""Addresses of the app's pages."""

from django.urls import path

from diemsang.attention import views

app_name = "attention"
urlpatterns = [
    path("", views.attention_list, name="list"),
    path("muoi-hai-thang/", views.trend, name="trend"),
    path("quy-tac/", views.rules_page, name="rules"),
    path("quy-tac/<slug:rule>/", views.rule_page, name="rule"),
    path("diem/<str:code>/de-sang-ben/<slug:rule>/", views.dismiss_page, name="dismiss"),
    path("diem/<str:code>/dua-lai/<uuid:public_id>/", views.restore, name="restore"),
]
