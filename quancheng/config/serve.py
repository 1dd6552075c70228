"""The web server: granian, with code and templates loaded before it forks its workers, which then share them.

python -m quancheng.config.serve <what granian takes>
"""

import gc

from django.template import engines
from granian.cli import entrypoint

from quancheng.config.wsgi import application

__all__ = ["application"]


def load_templates() -> None:
    """Compiles every template, so that nobody's first click waits for it and no worker does it alone."""
    environment = engines["jinja2"].env  # type: ignore[attr-defined]
    for name in environment.list_templates(extensions=["html"]):
        environment.get_template(name)


if __name__ == "__main__":
    load_templates()
    gc.collect()
    gc.freeze()
    entrypoint()
