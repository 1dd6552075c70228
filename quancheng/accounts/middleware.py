"""Sessions: their time limits, what a person still owes, her language; and the patients' door."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from quancheng.accounts import sessions
from quancheng.kernel import clock
from quancheng.ui.words import speak

GetResponse = Callable[[HttpRequest], HttpResponseBase]
PATIENT_DOOR = "/p/"
# Written to the session at most once a minute: a save per request would cost more than the page.
SEEN_EVERY = 60
PAGES = {
    sessions.OWED_PASSWORD: "accounts:password",
    sessions.OWED_SECOND_FACTOR: "accounts:second_factor",
}
# What stays open to somebody who owes something.
ALWAYS_OPEN = ("/accounts/", "/ui/", "/static/")


class SessionRules:
    """Ends sessions that are over, asks for what is owed, and sets language and text size of the account."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, or the way to sign in."""
        if not request.user.is_authenticated:
            if request.path.startswith(PATIENT_DOOR):
                return _to_sign_in(request)
            return self.get_response(request)
        if why := sessions.why_over(request):
            staff = request.session.get(sessions.STAFF, True)
            logout(request)
            return _to_sign_in(request, why, staff=staff)
        _prefer(request)
        _see(request)
        if page := _owed_page(request):
            return _lead(request, page)
        return self.get_response(request)


def _see(request: HttpRequest) -> None:
    now = clock.now().timestamp()
    if now - request.session.get(sessions.SEEN, 0) > SEEN_EVERY:
        request.session[sessions.SEEN] = now


def _prefer(request: HttpRequest) -> None:
    if (language := request.session.get(sessions.LANGUAGE)) in dict(settings.LANGUAGES):
        speak(language)
        request.LANGUAGE_CODE = language
    if size := request.session.get(sessions.TEXT_SIZE):
        request.text_size = size  # type: ignore[attr-defined]


def _owed_page(request: HttpRequest) -> str:
    owed = request.session.get(sessions.OWED)
    if not owed or request.path.startswith(ALWAYS_OPEN):
        return ""
    return reverse(PAGES[owed[0]])


def _to_sign_in(request: HttpRequest, why: str = "", *, staff: bool | None = None) -> HttpResponse:
    if staff is None:
        staff = not request.path.startswith(PATIENT_DOOR)
    query = {"why": why} if why else {}
    if request.method == "GET" and not request.headers.get("HX-Request"):
        query["next"] = request.get_full_path()
    page = reverse("account_login" if staff else "accounts:code")
    return _lead(request, f"{page}?{urlencode(query)}" if query else page)


def _lead(request: HttpRequest, address: str) -> HttpResponse:
    """A redirect; a fragment's request makes the whole page go."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)
