"""`once`: a view that a double click, a reload or the Back button cannot make act twice.

The form carries a hidden `submission` key (every ui Form does; `submission_input()` elsewhere). The first
POST records the key and runs the view in one transaction. When the view redirects, the key is kept with where
it led; when it shows the form again with errors, the key is given back, so that the corrected form works. A
second POST with the key is not run: it is led to where the first one went, and told so. Of two at the same
moment the database lets one in; the other waits on the unique key and is then led likewise.
"""

import hmac
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from quancheng.kernel import clock
from quancheng.ui.models import Submission
from quancheng.ui.views import errors

View = Callable[..., HttpResponseBase]
HTMX_LEADS = ("HX-Redirect", "HX-Location", "HX-Refresh")
NOT_CONTENT = {"csrfmiddlewaretoken", "submission"}


def once(view: View) -> View:
    """The same view; a POST with a key that was already used is not run again."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        key = _key(request)
        if key is None:
            return errors.bad_request(request)
        with transaction.atomic():
            submission = _claim(request, key)
            if submission is not None:
                response = view(request, *args, **kwargs)
                _settle(submission, response)
                return response
        return _again(request, key)

    return wrapped


def done(response: HttpResponse) -> HttpResponse:
    """Mark an HTMX fragment as the answer of something that was saved, so that its key counts as used."""
    response.submission_done = True  # type: ignore[attr-defined]
    return response


def _key(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("submission", ""))
    except ValueError:
        return None


def _claim(request: HttpRequest, key: UUID) -> Submission | None:
    """The new row, or None when the key is known already."""
    try:
        with transaction.atomic():
            return Submission.objects.create(
                key=key, user_id=_user_id(request), digest=_digest(request), created_at=clock.now()
            )
    except IntegrityError:
        return None


def _settle(submission: Submission, response: HttpResponseBase) -> None:
    """Keep the key with where it led; give it back when nothing was saved (a refused form, shown again).

    Only the key is taken back, never what the view wrote: a view may record a refusal and stay on the page.
    """
    if 300 <= response.status_code < 400:
        submission.location = response["Location"]
    elif lead := next((name for name in HTMX_LEADS if response.has_header(name)), None):
        submission.location = "" if lead == "HX-Refresh" else response[lead]
    elif not getattr(response, "submission_done", False):
        submission.delete()
        return
    submission.save(update_fields=["location"])


def _again(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Lead the second sender to where the first one went; say so when what he sent differs."""
    known = Submission.objects.filter(key=key).first()
    if known is None or known.user_id != _user_id(request):
        return errors.conflict(
            request,
            _("This form belongs to another sign-in. Nothing was saved. Load the page again and repeat it."),
        )
    if hmac.compare_digest(known.digest, _digest(request)):
        messages.info(request, _("This was already saved; it was not saved a second time."))
    else:
        messages.warning(
            request,
            _("This form was saved before; your later changes to it were not. Open it anew to record them."),
        )
    if request.headers.get("HX-Request"):
        lead = {"HX-Redirect": known.location} if known.location else {"HX-Refresh": "true"}
        return HttpResponse(status=204, headers=lead)
    return redirect(known.location or request.get_full_path())


def _user_id(request: HttpRequest) -> int | None:
    user = getattr(request, "user", None)
    return user.pk if user is not None and user.is_authenticated else None


def _digest(request: HttpRequest) -> str:
    """A keyed digest of address and content: tells whether two sendings are equal, and nothing else."""
    parts = [request.path]
    for name in sorted(set(request.POST) - NOT_CONTENT):
        parts += [name, *request.POST.getlist(name)]
    for name in sorted(request.FILES):
        parts += [f"{name}:{file.name}:{file.size}" for file in request.FILES.getlist(name)]
    return hmac.new(settings.SECRET_KEY.encode(), "\x1f".join(parts).encode(), "sha256").hexdigest()
