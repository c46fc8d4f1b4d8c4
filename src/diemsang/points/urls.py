"""Addresses, mounted at the root of the hub: the register under ``diem/``, reconciliation under ``ke-hoach/``."""

from django.urls import path

from diemsang.points.views import approval, bulk, detail, file, listing, plan, survey, survey_list, survey_photo

app_name = "points"
urlpatterns = [
    path("ke-hoach/<str:code>/", plan.plan_page, name="plan"),
    path("ke-hoach/<str:code>/phe-duyet/", approval.approval_page, name="approval"),
    path("ke-hoach/<str:code>/phe-duyet/huy/", approval.void_page, name="approval-void"),
    path("khao-sat/", survey_list.survey_list, name="surveys"),
    path("khao-sat/nhap-nhanh/", survey_list.quick_page, name="survey-quick"),
    path("diem/", listing.point_list, name="list"),
    path("diem/sua-nhieu/", bulk.change_many, name="bulk"),
    path("diem/<str:code>/", detail.point_page, name="detail"),
    path("diem/<str:code>/dia-diem/", detail.place_page, name="place"),
    path("diem/<str:code>/dia-diem/huy/", detail.void_place_page, name="void-place"),
    path("diem/<str:code>/ho-so/", file.index_page, name="papers"),
    path("diem/<str:code>/ho-so/pdf/", file.bound, name="book"),
    path("diem/<str:code>/ho-so/zip/", file.archive, name="archive"),
    path("diem/<str:code>/ho-so/<int:pk>/", file.change_page, name="paper"),
    path("diem/<str:code>/tep/", detail.file_page, name="file"),
    path("diem/<str:code>/khao-sat/", survey.new_page, name="survey-new"),
    path("diem/<str:code>/khao-sat/in/", survey.sheet_page, name="survey-sheet"),
    path("diem/<str:code>/khao-sat/anh/", survey_photo.photo_page, name="survey-photo"),
    path("diem/<str:code>/khao-sat/anh/<uuid:public_id>/", survey_photo.small_picture, name="survey-picture"),
    path("diem/<str:code>/khao-sat/anh/<uuid:public_id>/bo/", survey_photo.drop_page, name="survey-photo-drop"),
    path("diem/<str:code>/khao-sat/<uuid:public_id>/", survey.survey_page, name="survey"),
    path("diem/<str:code>/khao-sat/<uuid:public_id>/thay/", survey.replace_page, name="survey-replace"),
    path("diem/<str:code>/khao-sat/<uuid:public_id>/huy/", survey.void_page, name="survey-void"),
    path("diem/<str:code>/khao-sat/<uuid:public_id>/mien/", survey.waive_page, name="survey-waive"),
    path("diem/<str:code>/khao-sat/<uuid:public_id>/bien-ban/", survey.minute_page, name="survey-minute"),
    path("diem/<str:code>/khao-sat/<uuid:public_id>/xoa-ten/", survey.forget_page, name="survey-forget"),
    path("diem/<str:code>/nay-thuoc/", detail.split_page, name="split"),
]
