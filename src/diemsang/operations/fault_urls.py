"""Addresses of incidents, labels and inspections."""

from django.urls import path

from diemsang.operations.views import fault, faults, inspection, inspections, sticker

urlpatterns = [
    path("su-co/", faults.fault_list, name="faults"),
    path("su-co/thoi-han/", faults.terms_page, name="fault-terms"),
    path("su-co/bao/<str:code>/", fault.report_page, name="fault-report"),
    path("su-co/<uuid:public_id>/", fault.fault_page, name="fault"),
    path("su-co/<uuid:public_id>/phieu/", fault.slip_page, name="fault-slip"),
    path("tem/<uuid:public_id>/", sticker.sticker_page, name="sticker"),
    path("kiem-tra/", inspections.inspection_list, name="inspections"),
    path("kiem-tra/viec/", inspections.finding_list, name="findings"),
    path("kiem-tra/viec/<uuid:public_id>/", inspection.finding_page, name="finding"),
    path("kiem-tra/diem/<str:code>/", inspection.inspect_page, name="inspect"),
    path("kiem-tra/<uuid:public_id>/", inspection.inspection_page, name="inspection"),
]
