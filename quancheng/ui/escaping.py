"""Jinja's escaping, without an object for every value that a page writes.

MarkupSafe makes a `Markup` of each text it escapes, in Python; a page writes a thousand values and joins them
at once. What is written is the same, character for character.
"""

import re
from typing import Any

from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

_special = re.compile("[&<>'\"]").search


def escaped(value: Any) -> str:
    """The value as it is written into a page."""
    kind = type(value)
    if kind is str:
        return escape(value) if _special(value) else value
    if kind is Markup:
        return value
    if kind is int:
        return str(value)
    return escape(value)


class _Writer(CodeGenerator):
    """Writes templates that escape by `escaped`."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.escaped(")


class PageEnvironment(Environment):
    """The environment of pages."""

    code_generator_class = _Writer
    escaped = staticmethod(escaped)
