"""The Jinja environment of every page: strict, escaped, translated, with the filters that pages need."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import uuid4

from django.contrib.messages import constants as levels
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from jinja2 import StrictUndefined
from markupsafe import Markup

from quancheng.kernel import clock, masks
from quancheng.kernel.dates import ClinicalDate, age_on, format_date
from quancheng.ui import bundles, lanes
from quancheng.ui.addresses import address
from quancheng.ui.escaping import PageEnvironment
from quancheng.ui.fields import control_kind
from quancheng.ui.shell import EMPTY_PATIENT_SHELL, EMPTY_STAFF_SHELL
from quancheng.ui.words import gettext, language, ngettext, pgettext

MESSAGE_KINDS = {
    levels.DEBUG: "grey",
    levels.INFO: "info",
    levels.SUCCESS: "done",
    levels.WARNING: "today",
    levels.ERROR: "urgent",
}


def environment(**options: Any) -> PageEnvironment:
    """Django's Jinja2 backend calls this once; an undefined name is an error on every machine."""
    options |= {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    options["extensions"] = ["jinja2.ext.i18n", "jinja2.ext.do", *options.get("extensions", [])]
    env = PageEnvironment(**options)
    env.policies["ext.i18n.trimmed"] = True  # as the catalogues are extracted
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext,
        ngettext,
        newstyle=True,
        pgettext=pgettext,
        npgettext=translation.npgettext,
    )
    env.globals.update(
        _=say,
        gettext=say,
        static=static,
        url=url,
        bundle=bundles.url,
        submission_key=lambda: str(uuid4()),
        control_kind=control_kind,
        message_kind=lambda level: MESSAGE_KINDS.get(level, "info"),
        lane_marks=lanes.place,
        lane_share=lanes.share,
        lane_ticks=lanes.ticks,
        current_language=language,
        empty_staff_shell=EMPTY_STAFF_SHELL,
        empty_patient_shell=EMPTY_PATIENT_SHELL,
    )
    env.filters.update(
        date=show_date,
        datetime=show_datetime,
        time=show_time,
        age=age,
        number=show_number,
        percent=percent,
        mask_name=masks.mask_name,
        mask_phone=masks.mask_phone,
        mask_id=masks.mask_id,
    )
    return env


def say(message: str, **values: Any) -> Markup:
    """The message in the language of the page, its values escaped and put in: what Jinja's own does, kept."""
    text, is_whole = _marked(language(), message)
    return text if is_whole and not values else text % values


@lru_cache(maxsize=20_000)
def _marked(language: str, message: str) -> tuple[Markup, bool]:
    """The message as markup, and whether it is whole as it stands."""
    text = Markup(gettext(message))  # noqa: S704 - our own catalogues
    return text, "%" not in text


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named view."""
    return reverse(name, kwargs=kwargs) if kwargs else address(name, *args)


def show_date(value: ClinicalDate | date | None) -> str:
    """2026年3月5日 or 5 Mar 2026; nothing for None."""
    return "" if value is None else format_date(value, language())


def show_time(value: datetime | None) -> str:
    """16:42, on the clinic's clock."""
    return "" if value is None else f"{timezone.localtime(value):%H:%M}"


def show_datetime(value: datetime | None) -> str:
    """The day and the minute, on the clinic's clock."""
    return "" if value is None else f"{show_date(value)} {show_time(value)}"


def age(birth_on: date | None, on: date | None = None) -> str:
    """52岁 or 52 years: completed years today, or on another day."""
    if birth_on is None:
        return ""
    years = age_on(birth_on, on or clock.today())
    return ngettext("%(years)s year", "%(years)s years", years) % {"years": years}


def show_number(value: Decimal | float | None, digits: int | None = None) -> str:
    """A number with thousands separated; nothing for None."""
    return "" if value is None else f"{value:,}" if digits is None else f"{value:,.{digits}f}"


def percent(part: float, whole: float, digits: int = 1) -> str:
    """93.3%; a dash when there is nothing to divide by."""
    return "–" if not whole else f"{100 * part / whole:.{digits}f}%"
