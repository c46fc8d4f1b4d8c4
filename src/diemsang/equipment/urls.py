"""Addresses of the app."""

from django.urls import include, path

from diemsang.equipment.views import bills, deliver, pages

app_name = "equipment"

urlpatterns = [
    path("", include("diemsang.equipment.work_urls")),
    path("", include("diemsang.equipment.supply_urls")),
    path("", pages.home, name="home"),
    path("tai-san/", pages.asset_list, name="assets"),
    path("t/<uuid:public_id>/", pages.asset_page, name="asset"),
    path("tem/", pages.labels_page, name="labels"),
    path("doi-chieu/<slug:code>/", pages.reconcile_page, name="reconcile"),
    path("danh-muc/<slug:code>/", bills.bills_page, name="bills"),
    path("danh-muc/<slug:code>/phe-duyet/", bills.approve_page, name="approve"),
    path("danh-muc/<slug:code>/phan-bo/<slug:item>/", bills.allot_page, name="allot"),
    path("giao/<str:code>/", deliver.deliver_page, name="deliver"),
    path("dot-giao/<uuid:public_id>/huy/", deliver.void_page, name="void-delivery"),
]
