"""Addresses of the app's pages."""

from django.urls import path

from diemsang.screens.views import card, claim, detail, listing, settings

app_name = "screens"
urlpatterns = [
    path("", listing.screen_list, name="list"),
    path("noi-dung/", listing.arrival_page, name="arrival"),
    path("ghep/", claim.claim_page, name="claim"),
    path("the-nhanh/", card.quick_card, name="card"),
    path("cai-dat/", settings.settings_page, name="settings"),
    path("cai-dat/hub/", settings.hub_settings_page, name="settings-hub"),
    path("cai-dat/dia-ban/<slug:key>/", settings.area_settings_page, name="settings-area"),
    path("cai-dat/diem/<str:code>/", settings.point_settings_page, name="settings-point"),
    path("cai-dat/diem/<str:code>/tieng/", settings.point_languages_page, name="settings-languages"),
    path("<uuid:public_id>/", detail.screen_page, name="detail"),
    path("<uuid:public_id>/da-ghep/", claim.claimed_page, name="claimed"),
    path("<uuid:public_id>/chuyen/", detail.move_page, name="move"),
    path("<uuid:public_id>/thay/", detail.replace_page, name="replace"),
    path("<uuid:public_id>/thoi-dung/", detail.revoke_page, name="revoke"),
    path("<uuid:public_id>/ten/", detail.label_page, name="label"),
    path("<uuid:public_id>/xem-xet/", detail.look_page, name="look"),
]
