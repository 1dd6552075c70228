"""Visits to the application from inside: sign-in by its forms, requests recorded statement by statement."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client

from bench.client import LABEL, request_bytes
from bench.population import PASSWORD
from bench.tape import Tape, recording

CSRF = "csrftoken"
_codes: list[str] = []


def keep_code(*, request: object, user: object, phone: str, code: str) -> None:
    """A sender of sign-in codes (settings.SIGN_IN_CODE_SENDER) that keeps them for `patient`."""
    _codes.append(code)


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: where, what is sent along, and whether HTMX asks for a fragment."""

    address: str
    form: Mapping[str, str] | None = None
    fragment: str = ""
    expected: int = 200

    @property
    def method(self) -> str:
        """POST where something is sent."""
        return "GET" if self.form is None else "POST"


class Unexpected(Exception):
    """The application answered otherwise than a claim expects."""


@dataclass(slots=True)
class Visitor:
    """Somebody signed in: a browser that keeps cookies and checks nothing for us."""

    client: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))

    def post(self, address: str, form: Mapping[str, str]) -> HttpResponse:
        """Send a form as a browser does, its token fetched before."""
        if CSRF not in self.client.cookies:
            self.client.get(address)
        return self.client.post(address, {**form, "csrfmiddlewaretoken": self.client.cookies[CSRF].value})

    def sees(self, ask: Ask) -> HttpResponse:
        """The answer; raises Unexpected where it is not of the expected kind."""
        headers = {"HX-Request": "true", "HX-Target": ask.fragment} if ask.fragment else {}
        if ask.form is None:
            response = self.client.get(ask.address, headers=headers)
        else:
            token = self.client.cookies[CSRF].value
            response = self.client.post(ask.address, {**ask.form, "csrfmiddlewaretoken": token})
        self.client.cookies.pop("messages", None)
        led_to = response.headers.get("Location") or response.headers.get("HX-Redirect", "")
        if response.status_code != ask.expected or led_to.startswith("/accounts/"):
            words = led_to or response.content.decode()[:1500]
            raise Unexpected(f"{ask.method} {ask.address}: {response.status_code} {words}")
        return response

    def records(self, ask: Ask) -> Tape:
        """The request's tape."""
        with recording() as statements:
            response = self.sees(ask)
        return Tape(statements, response.status_code, dict(response.headers), response.content)

    def bytes_of(self, ask: Ask, label: str) -> bytes:
        """The same request for the raw client; by the label the floor finds its tape."""
        jar = {name: morsel.value for name, morsel in self.client.cookies.items() if morsel.value}
        cookies = "; ".join(f"{name}={value}" for name, value in jar.items())
        body, headers = b"", [f"{LABEL}: {label}"]
        if ask.form is not None:
            body = urlencode({**ask.form, "csrfmiddlewaretoken": jar[CSRF]}).encode()
        if ask.fragment:
            headers += ["HX-Request: true", f"HX-Target: {ask.fragment}"]
        return request_bytes(ask.method, ask.address, cookies=cookies, body=body, headers=tuple(headers))


def staff(username: str) -> Visitor:
    """A colleague, signed in by the form."""
    visitor = Visitor()
    answer = visitor.post("/accounts/login/", {"login": username, "password": PASSWORD})
    _check(answer, username)
    visitor.client.get("/accounts/me/")
    return visitor


def patient(phone: str) -> Visitor:
    """A patient, signed in by phone and code."""
    visitor = Visitor()
    _check(visitor.post("/accounts/code/", {"phone": phone}), phone)
    _check(visitor.post("/accounts/code/enter/", {"code": _codes.pop()}), phone)
    visitor.client.get("/p/me/")
    return visitor


def _check(answer: HttpResponse, who: str) -> None:
    if answer.status_code != 302:
        raise Unexpected(f"{who} was not let in: {answer.status_code} {answer.content.decode()[:500]}")
