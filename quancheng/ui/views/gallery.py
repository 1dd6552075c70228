"""The component gallery: every piece in every state, in both languages and sizes, on invented data."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from quancheng.kernel.refused import Refused, msg
from quancheng.ui import samples
from quancheng.ui.once import once
from quancheng.ui.views import errors


def _check_open() -> None:
    """The gallery is for those who build and those who try the demo; elsewhere it does not exist."""
    if not (settings.DEBUG or getattr(settings, "DEMO", False)):
        raise Http404


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Staff components."""
    _check_open()
    return _framed(request, "ui/gallery/staff.html", samples.staff())


@require_safe
def patient(request: HttpRequest) -> HttpResponse:
    """A patient's pages; `?state=` is rest, today, urgent or form."""
    _check_open()
    state = request.GET.get("state", "open")
    return _framed(request, "ui/gallery/patient.html", samples.patient() | {"state": state})


@require_safe
def signin(request: HttpRequest) -> HttpResponse:
    """The sign-in layout of either door."""
    _check_open()
    door = "patient" if request.GET.get("door") == "patient" else "staff"
    return render(request, "ui/gallery/signin.html", {"door": door, "form": samples.SignInForm()})


@require_safe
def paper(request: HttpRequest) -> HttpResponse:
    """The A4 layout."""
    _check_open()
    return render(
        request, "ui/gallery/print.html", samples.staff() | {"hospital": _("Demonstration Hospital")}
    )


@require_safe
def error(request: HttpRequest, status: int) -> HttpResponse:
    """An error page as people meet it."""
    _check_open()
    refusal = Refused(msg("This step was closed by somebody else. Load the page again to see the outcome."))
    pages: dict[int, Any] = {
        400: errors.bad_request,
        403: errors.permission_denied,
        404: errors.page_not_found,
        409: lambda request: errors.refused(request, refusal),
        500: errors.server_error,
    }
    if status not in pages:
        raise Http404
    response: HttpResponse = pages[status](request)
    return response


@once
def try_once(request: HttpRequest) -> HttpResponseBase:
    """A form to send twice; it saves nothing."""
    _check_open()
    form = samples.PathologyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        messages.success(request, _("Saved"))
        return redirect("ui_staff:gallery_once")
    return _framed(request, "ui/gallery/form.html", {"form": form}, 422 if form.errors else 200)


def _framed(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """The page in a frame with a navigation of its own."""
    request.shells = samples.SampleShells(request)  # type: ignore[attr-defined]
    return render(request, template, context, status=status)
