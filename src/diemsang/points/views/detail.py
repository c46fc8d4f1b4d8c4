from django.http import HttpRequest, HttpResponse


def point_page(request: HttpRequest, code: str) -> HttpResponse:
    return HttpResponse("")


place_page = void_place_page = file_page = split_page = point_page
