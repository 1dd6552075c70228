"""Draws forms with the design system's templates, and Django's own widgets with Jinja."""

from functools import cache
from typing import Any

from django.forms.renderers import Jinja2 as WidgetRenderer
from django.template import engines
from django.template.backends.jinja2 import Jinja2


class DesignRenderer(WidgetRenderer):
    """The renderer of every form; may also stand in the setting FORM_RENDERER for forms of other makers."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"

    def get_template(self, template_name: str) -> Any:
        """The template from the pages' environment; widgets come from Django's own."""
        if template_name.startswith("django/forms/"):
            return super().get_template(template_name)
        return page_engine().get_template(template_name)


@cache
def page_engine() -> Jinja2:
    """The Jinja backend that draws the pages."""
    return next(engine for engine in engines.all() if isinstance(engine, Jinja2))
