from django.http import HttpRequest, HttpResponse


def point_list(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")
