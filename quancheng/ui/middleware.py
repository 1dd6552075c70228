"""The language of a request, and refusals shown as pages."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from quancheng.access.guards import NotFound, NotPermitted
from quancheng.kernel.refused import Refused
from quancheng.ui import preferences, words
from quancheng.ui.views import errors

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class Language:
    """Chinese unless this browser chose otherwise; what the browser prefers by itself is not asked."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, written in the person's language."""
        chosen = preferences.language(request)
        token = words.speak(chosen)
        request.LANGUAGE_CODE = chosen
        try:
            response = self.get_response(request)
        finally:
            words.silence(token)
        response.headers.setdefault("Content-Language", chosen)
        return response


class Refusals:
    """A refusal that no view caught becomes a page (or a fragment) that says why and what to do."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer of the view."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """403 for what a role does not allow, 404 for what is not there, 409 for what a rule refuses."""
        if isinstance(exception, NotPermitted):
            return errors.permission_denied(request, exception)
        if isinstance(exception, NotFound):
            return errors.page_not_found(request, exception)
        if isinstance(exception, Refused):
            return errors.refused(request, exception)
        return None
