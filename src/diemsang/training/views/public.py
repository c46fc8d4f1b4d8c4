"""Two pages without sign-in: is this certificate real, and the check of a class on one's own phone.

Whatever is asked of a code that fits nothing, the answer is the same; and one address may not ask without end.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from diemsang.core import clock
from diemsang.core.errors import Refused
from diemsang.core.limits import MemoryLimit, address_of
from diemsang.training import actions
from diemsang.training.codes import read, show
from diemsang.training.models import Moment
from diemsang.training.queries.public import certificate_facts

VERIFY, ANSWER = MemoryLimit(20), MemoryLimit(120)
"""Asks a minute of one address: for certificates few; a whole class answers behind one router."""
View = Callable[[HttpRequest], HttpResponse]


def open_to_all(limit: MemoryLimit, referrer: str) -> Callable[[View], View]:
    """No sign-in; not found by search engines, kept by no cache; not too often from one address.

    ``referrer``: a page that posts must not say ``no-referrer``, or browsers send ``Origin: null`` and fail the CSRF
    check.
    """

    def decorate(view: View) -> View:
        @login_not_required
        @wraps(view)
        def answer(request: HttpRequest) -> HttpResponse:
            asks = request.method == "POST" or bool(request.GET.get("ma"))
            wait = limit.wait_s(address_of(request)) if asks else 0
            if wait:
                response = render(request, "training/busy.html", status=429)
                response["Retry-After"] = str(wait)
            else:
                response = view(request)
            response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
            response["Referrer-Policy"] = referrer
            response["Cache-Control"] = "private, no-store"
            return response

        return answer

    return decorate


@require_safe
@open_to_all(VERIFY, "no-referrer")
def verify_page(request: HttpRequest) -> HttpResponse:
    """A code → valid, ended, withdrawn or unknown; course, days and initials, never the name."""
    asked = request.GET.get("ma", "")
    code = read(asked)
    context = {"asked": bool(asked.strip()), "code": show(code)[:60], "facts": certificate_facts(code, clock.today())}
    return render(request, "training/verify.html", context)


@require_http_methods(["GET", "POST"])
@open_to_all(ANSWER, "same-origin")
def answer_page(request: HttpRequest) -> HttpResponse:
    """The check that a class has open, for who holds a code; says the score and keeps nothing else of the person."""
    given = request.POST if request.method == "POST" else request.GET
    code = read(given.get("ma", ""))
    found = actions.open_seat(code) if code else None
    context: dict[str, object] = {"code": code, "asked": bool(code), "found": found is not None}
    if found is None:
        return render(request, "training/answer.html", context)
    seat, questions = found
    moment = seat.training_class.check_open
    score = seat.pre_score if moment == Moment.PRE else seat.post_score
    chosen = {question.number: _number(request.POST.get(f"cau-{question.number}", "")) for question in questions}
    if request.method == "POST" and score is None:
        try:
            score = actions.answer_check(code=code, moment=request.POST.get("bai", ""), answers=chosen)
        except Refused as error:
            context["refused"] = error
    context |= {
        "course": seat.training_class.course,
        "moment": moment,
        "moment_words": Moment(moment).label,
        "score": score,
        "questions": [
            (question, [(at, text, chosen[question.number] == at) for at, text in enumerate(question.choices)])
            for question in questions
        ],
    }
    return render(request, "training/answer.html", context, status=422 if "refused" in context else 200)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 3 else -1
