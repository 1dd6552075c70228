"""The staff door: nothing below /s/ opens without a duty in a hospital, whatever its view forgot to ask."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from quancheng.access.guards import NotPermitted
from quancheng.kernel.refused import msg
from quancheng.ui.views import errors

STAFF = "/s/"
NOT_STAFF = msg("These pages are for the staff of the centre. Your own pages are one tap away.")


class StaffDoor:
    """Below /s/: who is not signed in is led to sign-in, who is no staff is refused."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer of the view, or the door's own."""
        if not request.path_info.startswith(STAFF):
            return self.get_response(request)
        actor = request.actor  # type: ignore[attr-defined]
        if actor.is_staff:
            return self.get_response(request)
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        return errors.permission_denied(request, NotPermitted(NOT_STAFF, code="staff_door"))


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Sign-in, and back here afterwards; a fragment makes the whole page go there."""
    if request.headers.get("HX-Request"):
        return HttpResponse(_("Please sign in again."), status=401, headers={"HX-Refresh": "true"})
    back = request.get_full_path() if request.method == "GET" else STAFF
    return redirect_to_login(back, settings.LOGIN_URL)
