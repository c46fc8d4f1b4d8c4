"""Addresses of the app's pages."""

from django.urls import path

from diemsang.feedback.views import ask, public, question

app_name = "feedback"
urlpatterns = [
    path("hoi/<str:code>/", public.ask_page, name="public"),
    path("hoi/tra-loi/<str:code>/", public.read_page, name="read"),
    path("hoi-dap/", question.question_list, name="list"),
    path("hoi-dap/diem/<str:code>/", ask.ask_page, name="ask"),
    path("hoi-dap/diem/<str:code>/to-dan/", ask.poster_page, name="poster"),
    path("hoi-dap/<uuid:public_id>/", question.question_page, name="question"),
]
