"""The floor: a bare Django that plays each recorded request's SQL and answers with its bytes.

No middleware, no forms, no templates, no encryption: what remains is the server, Django's way from the
socket to a view, and the database. `BENCH_TAPES` names the pickled {label: Tape}; `/empty` is a
view that does nothing, as a measure of server and client alone.
"""

import os
import pickle
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import re_path
from django.views.decorators.csrf import csrf_exempt

from quancheng.config.environment import database

if not settings.configured:
    settings.configure(
        SECRET_KEY="floor",
        DEBUG=False,
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        MIDDLEWARE=[],
        USE_TZ=True,
        TIME_ZONE="Asia/Shanghai",
        DATABASES={"default": database(os.environ["DATABASE_URL"])},
        # What goes wrong stands in the server's log, not in nobody's mail.
        LOGGING={
            "version": 1,
            "disable_existing_loggers": False,
            "handlers": {"console": {"class": "logging.StreamHandler"}},
            "root": {"handlers": ["console"], "level": "WARNING"},
        },
    )

from bench.client import LABEL
from bench.tape import Tape, play

_TAPES: dict[str, Tape] = {}
# What the server writes itself, or what belonged to one visitor.
_NOT_KEPT = {"set-cookie", "content-length"}


def load(path: str) -> None:
    """Take the tapes from a file."""
    _TAPES.update(pickle.loads(Path(path).read_bytes()))


@csrf_exempt
def replay(request: HttpRequest) -> HttpResponse:
    """The recorded answer, after the recorded SQL."""
    tape = _TAPES[request.headers[LABEL]]
    play(tape.statements)
    response = HttpResponse(tape.content, status=tape.status)
    for name, value in tape.headers.items():
        if name.lower() not in _NOT_KEPT:
            response.headers[name] = value
    response.headers["Content-Length"] = str(len(tape.content))
    return response


def empty(request: HttpRequest) -> HttpResponse:
    """Nothing."""
    return HttpResponse(b"", headers={"Content-Length": "0"})


urlpatterns = [re_path(r"^empty$", empty), re_path(r"", replay)]

if tapes := os.environ.get("BENCH_TAPES"):
    load(tapes)
application = get_wsgi_application()
