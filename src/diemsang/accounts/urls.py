"""Addresses. Of allauth's pages only those stand here that we have made ours; every other one does not exist."""

from django.urls import include, path

from diemsang.accounts import views
from diemsang.accounts.views import door, grants, offices, people

door_pages = [
    path("toi/thiet-bi/", door.devices, name="devices"),
    path("toi/thiet-bi/dang-xuat-het/", door.devices_end, name="devices-end"),
    path("toi/thiet-bi/<int:pk>/dang-xuat/", door.device_end, name="device-end"),
    path("lien-ket/<str:secret>/", door.open_link, name="link"),
    path("khoi-phuc-hai-buoc/", door.recoveries, name="factor-recoveries"),
    path("nguoi/<str:username>/dang-nhap/", door.door, name="door"),
    path("nguoi/<str:username>/dang-nhap/lien-ket/", door.link_make, name="link-make"),
    path("nguoi/<str:username>/dang-nhap/huy-lien-ket/", door.link_revoke, name="link-revoke"),
    path("nguoi/<str:username>/dang-nhap/hai-buoc/", door.factor_recovery, name="factor-recovery"),
    path("nguoi/<str:username>/dang-nhap/he-thong-chung/", door.identity, name="identity"),
]
people_pages = [
    path("nguoi/", people.people_list, name="people"),
    path("nguoi/them-nguoi/", people.person_new, name="person-new"),
    path("nguoi/phan-cong-lai/", grants.reassign, name="reassign"),
    path("nguoi/vai/<int:pk>/ket-thuc/", grants.grant_end, name="grant-end"),
    path("nguoi/<str:username>/", people.person_page, name="person"),
    path("nguoi/<str:username>/sua/", people.person_edit, name="person-edit"),
    path("nguoi/<str:username>/chuyen-co-quan/", people.person_office, name="person-office"),
    path("nguoi/<str:username>/tai-khoan/", people.person_state, name="person-state"),
    path("nguoi/<str:username>/giao-vai/", grants.grant_new, name="grant-new"),
    path("co-quan/", offices.office_list, name="offices"),
    path("co-quan/lap-moi/", offices.office_new, name="office-new"),
    path("co-quan/<slug:code>/", offices.office_page, name="office"),
    path("co-quan/<slug:code>/doi-ten/", offices.office_rename, name="office-rename"),
    path("co-quan/<slug:code>/sap-nhap/", offices.office_merge, name="office-merge"),
    path("co-quan/<slug:code>/xoa/", offices.office_remove, name="office-remove"),
]
own = ([path("toi/", views.me, name="me"), *door_pages, *people_pages], "accounts")

urlpatterns = [
    path("dang-nhap/", views.sign_in, name="account_login"),
    path("dang-nhap/hai-buoc/", views.second_step, name="mfa_authenticate"),
    path("dang-nhap/qua/<slug:provider_id>/", views.outside, name="openid_connect_login"),
    path("dang-nhap/qua/<slug:provider_id>/ve/", views.outside_back, name="openid_connect_callback"),
    path("toi/hai-buoc/", views.factor, name="mfa_index"),
    path("toi/hai-buoc/bat/", views.factor_on, name="mfa_activate_totp"),
    path("toi/hai-buoc/tat/", views.factor_off, name="mfa_deactivate_totp"),
    path("toi/hai-buoc/ma-du-phong/", views.codes, name="mfa_view_recovery_codes"),
    path("toi/hai-buoc/ma-du-phong/tao/", views.codes_make, name="mfa_generate_recovery_codes"),
    path("dang-xuat/", views.sign_out, name="account_logout"),
    path("toi/mat-khau/", views.change_password, name="account_change_password"),
    path("", include(own)),
]
