"""Addresses of the app's pages."""

from django.urls import path

from diemsang.training.views import classes, courses, coverage, people, public, seats

app_name = "training"
urlpatterns = [
    path("", coverage.coverage_list, name="list"),
    path("lop/", classes.class_list, name="classes"),
    path("lop/<uuid:public_id>/", classes.class_page, name="class"),
    path("lop/<uuid:public_id>/sua/", classes.edit_class, name="class_edit"),
    path("lop/<uuid:public_id>/moi/", seats.invite_page, name="invite"),
    path("lop/<uuid:public_id>/them-nguoi/", seats.person_page, name="person"),
    path("lop/<uuid:public_id>/giay-moi/", seats.invitation_page, name="invitation"),
    path("lop/<uuid:public_id>/diem-danh/", seats.attendance_page, name="attendance"),
    path("lop/<uuid:public_id>/diem-so/", seats.scores_page, name="scores"),
    path("lop/<uuid:public_id>/phieu-lam-bai/", seats.slips_page, name="slips"),
    path("lop/<uuid:public_id>/nguoi-dan/", classes.residents_page, name="residents"),
    path("lop/<uuid:public_id>/viec/<slug:act>/", classes.act_page, name="act"),
    path("lop/<uuid:public_id>/<slug:act>/", classes.reason_page, name="reason"),
    path("cho/<uuid:public_id>/ten/", seats.name_page, name="name"),
    path("cho/<uuid:public_id>/bo/", seats.drop_page, name="drop"),
    path("khoa/", courses.course_list, name="courses"),
    path("khoa/moi/", courses.new_course, name="course_new"),
    path("khoa/<uuid:public_id>/", courses.course_page, name="course"),
    path("khoa/<uuid:public_id>/sua/", courses.edit_course, name="course_edit"),
    path("khoa/<uuid:public_id>/cau-hoi/", courses.questions_page, name="questions"),
    path("khoa/<uuid:public_id>/tai-lieu/", courses.material_page, name="material"),
    path("khoa/<uuid:public_id>/tai-lieu/<uuid:material_id>/bo/", courses.drop_material_page, name="material_drop"),
    path("khoa/<uuid:public_id>/lop-moi/", classes.new_class, name="class_new"),
    path("hoc-vien/", people.trainee_list, name="trainees"),
    path("hoc-vien/<uuid:public_id>/", people.trainee_page, name="trainee"),
    path("hoc-vien/<uuid:public_id>/sua/", people.edit_page, name="trainee_edit"),
    path("hoc-vien/<uuid:public_id>/xoa/", people.forget_page, name="forget"),
    path("hoc-vien/<uuid:public_id>/diem/", people.post_page, name="post"),
    path("hoc-vien/<uuid:public_id>/diem/<uuid:post_id>/thoi/", people.post_end_page, name="post_end"),
    path("chung-nhan/", public.verify_page, name="verify"),
    path("chung-nhan/<uuid:public_id>/", people.certificate_page, name="certificate"),
    path("chung-nhan/<uuid:public_id>/thu-hoi/", people.withdraw_page, name="withdraw"),
    path("lam-bai/", public.answer_page, name="answer"),
]
