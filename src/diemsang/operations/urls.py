"""Addresses of the app's pages."""

from django.urls import path

from diemsang.operations import fault_urls, urls_day
from diemsang.operations.views import ends, listing, point

app_name = "operations"
urlpatterns = [
    *urls_day.urlpatterns,
    *fault_urls.urlpatterns,
    path("", listing.line_list, name="list"),
    path("sap-het/", ends.end_list, name="ends"),
    path("sap-het/lich.ics", ends.end_calendar, name="ends-ics"),
    path("diem/<str:code>/", point.point_page, name="point"),
    path("diem/<str:code>/ghi/<slug:what>/", point.write_page, name="write"),
    path("diem/<str:code>/huy/<slug:kind>/<uuid:public_id>/", point.void_page, name="void"),
    path("diem/<str:code>/<slug:what>/<uuid:public_id>/", point.row_page, name="row"),
]
