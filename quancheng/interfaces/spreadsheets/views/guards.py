"""The door of the imports: nobody passes without the right to import somewhere."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from quancheng.access.guards import check_may
from quancheng.access.roles import Permission

View = Callable[..., HttpResponseBase]


def clerks_only(view: View) -> View:
    """The same view for who may import in some hospital; which batches she sees is the queries' matter."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        check_may(request.actor, Permission.IMPORT_REGISTRY)  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return guarded
