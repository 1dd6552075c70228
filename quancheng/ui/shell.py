"""What surrounds a page: the navigation, the person signed in, the hospital. Built by the doors, drawn here.

A door names its builder in the settings `STAFF_SHELL` and `PATIENT_SHELL` (a dotted path to a function that
takes the request and gives one), so that every app's page carries the same frame without importing it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class NavItem:
    """One entry of the navigation; `owns` are further address beginnings for which it is the current one."""

    text: str | Promise
    href: str
    icon: str = ""
    count: int | None = None
    owns: tuple[str, ...] = ()

    def match(self, path: str) -> int:
        """How many characters of the address this entry claims; 0 means that it is another's page."""
        claimed = (start for start in (self.href, *self.owns) if path.startswith(start))
        return max(map(len, claimed), default=0)


@dataclass(frozen=True)
class StaffShell:
    """The frame of a staff page."""

    hospital: str | Promise = ""
    nav: tuple[NavItem, ...] = ()
    home_url: str = "/"
    search_url: str = ""
    user_name: str = ""
    role: str | Promise = ""
    user_menu: tuple[NavItem, ...] = ()
    sign_out_url: str = ""


@dataclass(frozen=True)
class PatientShell:
    """The frame of a patient's page; `acting_for` names the person whose record a family member looks at."""

    hospital: str | Promise = ""
    tabs: tuple[NavItem, ...] = ()
    home_url: str = "/"
    user_name: str = ""
    acting_for: str = ""
    sign_out_url: str = ""


EMPTY_STAFF_SHELL = StaffShell()
EMPTY_PATIENT_SHELL = PatientShell()


class Shells:
    """Both frames, each built only when a layout asks for it, once a request."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._built: dict[str, Any] = {}

    @property
    def staff(self) -> StaffShell:
        """The staff frame of this request."""
        return self._get("STAFF_SHELL", EMPTY_STAFF_SHELL)

    @property
    def patient(self) -> PatientShell:
        """The patient frame of this request."""
        return self._get("PATIENT_SHELL", EMPTY_PATIENT_SHELL)

    def current(self, items: tuple[NavItem, ...]) -> NavItem | None:
        """The entry that this request's page belongs to: the one that claims most of the address."""
        best = max(items, key=lambda item: item.match(self._request.path), default=None)
        return best if best and best.match(self._request.path) else None

    def _get(self, name: str, default: Any) -> Any:
        if name not in self._built:
            path = getattr(settings, name, "")
            self._built[name] = _builder(path)(self._request) if path else default
        return self._built[name]


@cache
def _builder(path: str) -> Callable[[HttpRequest], Any]:
    builder: Callable[[HttpRequest], Any] = import_string(path)
    return builder
