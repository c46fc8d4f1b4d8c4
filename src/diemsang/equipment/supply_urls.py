"""Addresses of what is bought, delivered, counted and handed over."""

from django.urls import path

from diemsang.equipment.views import bills, catalogue, contracts, deliver, firms, reform, requests, stocktake

urlpatterns = [
    path("loai/", catalogue.catalogue_page, name="catalogue"),
    path("loai/them/", catalogue.new_item_page, name="new-item"),
    path("loai/<slug:key>/", catalogue.item_page, name="item"),
    path("hop-dong/", contracts.contract_list, name="contracts"),
    path("hop-dong/ghi/", contracts.new_contract_page, name="new-contract"),
    path("hop-dong/<uuid:public_id>/", contracts.contract_page, name="contract"),
    path("hop-dong/<uuid:public_id>/sua/", contracts.edit_contract_page, name="edit-contract"),
    path("hop-dong/<uuid:public_id>/lo/<int:pk>/bo/", contracts.remove_lot_page, name="remove-lot"),
    path("lo/", contracts.lot_list, name="lots"),
    path("nha-cung-cap/", firms.firm_list, name="firms"),
    path("nha-cung-cap/<int:pk>/", firms.firm_page, name="firm"),
    path("danh-muc/<slug:code>/diem/<str:point>/", bills.bill_page, name="bill"),
    path("dot-giao/", deliver.delivery_list, name="deliveries"),
    path("dot-giao/<uuid:public_id>/", deliver.delivery_page, name="delivery"),
    path("kiem-ke/", stocktake.stocktake_list, name="stocktakes"),
    path("kiem-ke/diem/<str:code>/", stocktake.point_page, name="stocktake-point"),
    path("kiem-ke/<uuid:public_id>/", stocktake.stocktake_page, name="stocktake"),
    path("de-nghi/<str:code>/", requests.request_page, name="request"),
    path("sap-xep/<slug:code>/", reform.reform_page, name="reform"),
]
