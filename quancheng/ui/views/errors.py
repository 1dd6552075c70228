"""Error pages: each says what happened, what was saved or not, and what to do next."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from quancheng.kernel.refused import Refused


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the browser sent something that cannot be read."""
    return _page(
        request,
        400,
        _("This could not be read"),
        _("Nothing was saved. Go back, load the page again, and repeat it."),
    )


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form is older than the sign-in, or cookies are off."""
    text = _(
        "The page was open for too long or you signed in again meanwhile. Nothing was saved. "
        "Go back, load the page again, and repeat it."
    )
    return _page(request, 403, _("This form has expired"), text)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the role does not include it."""
    fallback = _("Your role does not include this. Ask your head nurse or the system administrator.")
    text = exception.sentence(_) if isinstance(exception, Refused) else fallback
    return _page(request, 403, _("You may not open this"), text)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: not there, or not there for this person; the page does not tell which."""
    fallback = _(
        "The address may be mistyped, the record may be linked elsewhere now, or it is not open to you. "
        "Search for the patient, or start again from the first page."
    )
    text = exception.sentence(_) if isinstance(exception, Refused) else fallback
    return _page(request, 404, _("There is nothing here"), text)


def refused(request: HttpRequest, exception: Refused) -> HttpResponse:
    """409: a rule refuses; the sentence is the rule's own."""
    return _page(request, 409, _("This was not done"), exception.sentence(_), goes_back=True)


def conflict(request: HttpRequest, text: str) -> HttpResponse:
    """409: somebody else was faster, or this form belongs to another sign-in."""
    return _page(request, 409, _("Somebody or something was faster"), text, goes_back=True)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. Drawn without touching the database or the session."""
    text = _(
        "This is our fault, not yours. What you sent may not be saved: look before you repeat it. "
        "If it happens again, tell the system administrator the time."
    )
    content = _draw(None, 500, _("Something went wrong on the server"), text, "/", "staff")
    return HttpResponse(content, status=500)


def _page(
    request: HttpRequest, status: int, title: str, text: str, *, goes_back: bool = False
) -> HttpResponse:
    if request.headers.get("HX-Request"):
        content = render_to_string("ui/errors/fragment.html", {"title": title, "text": text}, request)
        return HttpResponse(content, status=status)
    next_url = _same_site_referer(request) if goes_back else "/"
    return HttpResponse(_draw(request, status, title, text, next_url, _door(request)), status=status)


def _draw(request: HttpRequest | None, status: int, title: str, text: str, next_url: str, door: str) -> str:
    next_text = _("Back to the first page") if next_url == "/" else _("Back to the page")
    context: dict[str, Any] = {
        "code": status,
        "title": title,
        "text": text,
        "next_url": next_url,
        "next_text": next_text,
        "door": door,
    }
    return render_to_string("ui/error.html", context, request)


def _same_site_referer(request: HttpRequest) -> str:
    origin = f"{request.scheme}://{request.get_host()}"
    referer = request.headers.get("Referer", "")
    return referer.removeprefix(origin) if referer.startswith(origin + "/") else "/"


def _door(request: HttpRequest) -> str:
    actor = getattr(request, "actor", None)
    return "patient" if actor is not None and actor.is_portal and not actor.is_staff else "staff"
