"""Addresses, mounted at the root of the hub: the register under ``diem/``, reconciliation under ``ke-hoach/``."""

from django.urls import path

from diemsang.points.views import approval, bulk, detail, file, listing, plan

app_name = "points"
urlpatterns = [
    path("ke-hoach/<str:code>/", plan.plan_page, name="plan"),
    path("ke-hoach/<str:code>/phe-duyet/", approval.approval_page, name="approval"),
    path("ke-hoach/<str:code>/phe-duyet/huy/", approval.void_page, name="approval-void"),
    path("diem/", listing.point_list, name="list"),
    path("diem/sua-nhieu/", bulk.change_many, name="bulk"),
    path("diem/<str:code>/", detail.point_page, name="detail"),
    path("diem/<str:code>/dia-diem/", detail.place_page, name="place"),
    path("diem/<str:code>/dia-diem/huy/", detail.void_place_page, name="void-place"),
    path("diem/<str:code>/ho-so/", file.index_page, name="papers"),
    path("diem/<str:code>/ho-so/zip/", file.archive, name="archive"),
    path("diem/<str:code>/ho-so/<int:pk>/", file.change_page, name="paper"),
    path("diem/<str:code>/tep/", detail.file_page, name="file"),
    path("diem/<str:code>/nay-thuoc/", detail.split_page, name="split"),
]
