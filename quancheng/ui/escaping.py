"""Jinja's code for pages, without what costs most where a page writes a thousand values.

MarkupSafe makes a `Markup` of each text that it escapes, in Python, to be joined at once; and each call in a
template asks whether the callee wants the context. What is written is the same, character for character.
"""

import re
from keyword import iskeyword
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


# Globals of every page that are plain functions and want no context.
PLAIN = frozenset({"_", "gettext", "url"})


class _Writer(CodeGenerator):
    """Writes templates that escape by `escaped`, and call plain functions as Python does."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.escaped(")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        callee = node.node
        is_plain = isinstance(callee, nodes.Name) and callee.name in PLAIN and not forward_caller
        if not is_plain or node.dyn_args or node.dyn_kwargs or any(iskeyword(k.key) for k in node.kwargs):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(callee, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")


class PageEnvironment(Environment):
    """The environment of pages."""

    code_generator_class = _Writer
    escaped = staticmethod(escaped)
