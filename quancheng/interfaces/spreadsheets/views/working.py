"""One import: its progress, its report, its rows, and what a person may do with it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from quancheng.exchange import storage
from quancheng.exchange.actions.batches import begin_import, match_again, stop
from quancheng.exchange.actions.receiving import note_download
from quancheng.exchange.queries.batches import batch_for, counts_of, rows_of
from quancheng.exchange.states import BatchState, RowState
from quancheng.interfaces.spreadsheets import downloads
from quancheng.interfaces.spreadsheets.actions.undoing import take_back
from quancheng.interfaces.spreadsheets.presenters import (
    groups_of,
    page_of,
    progress_of,
    row_line,
    tabs_of,
    wanted_rows,
)
from quancheng.interfaces.spreadsheets.views.guards import clerks_only
from quancheng.ui.once import once

PAGE = 50
BLOCK = 64 * 1024


@require_safe
@clerks_only
def show(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Where the import stands, and what to do next."""
    actor = request.actor  # type: ignore[attr-defined]
    batch = batch_for(actor, public_id)
    if batch.state == BatchState.RECEIVED:
        return redirect("spreadsheets_staff:columns", batch.public_id)
    counts = counts_of(actor, batch)
    examples = rows_of(actor, batch, numbers=wanted_rows(batch), limit=None)
    context = {
        **page_of(batch, counts),
        "groups": groups_of(batch, examples),
        "patients": rows_of(actor, batch, states=[RowState.IN], limit=10),
    }
    return render(request, "spreadsheets/show.html", context)


@require_safe
@clerks_only
def progress(request: HttpRequest, public_id: str) -> HttpResponse:
    """The bar alone; when the work is done, the whole page is asked for again."""
    actor = request.actor  # type: ignore[attr-defined]
    batch = batch_for(actor, public_id)
    bar = progress_of(batch, counts_of(actor, batch))
    response = render(request, "spreadsheets/_progress.html", {"bar": bar, "batch": batch})
    if bar is None:
        response["HX-Refresh"] = "true"
    return response


@require_safe
@clerks_only
def rows(request: HttpRequest, public_id: str, state: str) -> HttpResponse:
    """The rows that stand in one state, fifty at a time."""
    actor = request.actor  # type: ignore[attr-defined]
    batch = batch_for(actor, public_id)
    wanted = RowState(state) if state in set(RowState) else RowState.REFUSED
    after = request.GET.get("after", "")
    found = rows_of(
        actor, batch, states=[wanted], after=int(after) if after.isdecimal() else 0, limit=PAGE + 1
    )
    context = {
        "batch": batch,
        "state": wanted,
        "tabs": tabs_of(batch, counts_of(actor, batch), wanted),
        "rows": [row_line(row, batch) for row in found[:PAGE]],
        "next": f"?after={found[PAGE - 1].number}" if len(found) > PAGE else "",
        "first": "?" if after else "",
    }
    return render(request, "spreadsheets/rows.html", context)


@require_safe
@clerks_only
def refused(request: HttpRequest, public_id: str, kind: str) -> HttpResponseBase:
    """The refused rows with their reasons, as a file that can be corrected and uploaded again."""
    actor = request.actor  # type: ignore[attr-defined]
    batch = batch_for(actor, public_id)
    found = rows_of(actor, batch, states=[RowState.REFUSED], limit=None)
    note_download(by=actor, batch=batch, what=f"refused.{kind}")
    if kind == "xlsx":
        content = downloads.as_xlsx(batch, found)
        return _file(HttpResponse(content, content_type=_XLSX), f"refused-{batch.public_id}.xlsx")
    lines = b"".join(downloads.as_csv(batch, found))
    return _file(
        HttpResponse(lines, content_type="text/csv; charset=utf-8"), f"refused-{batch.public_id}.csv"
    )


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@clerks_only
def original(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The file as it came, to be saved and never shown in the browser."""
    actor = request.actor  # type: ignore[attr-defined]
    batch = batch_for(actor, public_id)
    note_download(by=actor, batch=batch, what="original")
    reader = storage.reader(batch.file.stored_as)
    blocks = iter(lambda: reader.read(BLOCK), b"")
    response = StreamingHttpResponse(blocks, content_type="application/octet-stream")
    ending = "xlsx" if batch.file.kind == "xlsx" else "csv"
    return _file(response, f"original-{batch.public_id}.{ending}")


def _file(response: HttpResponseBase, name: str) -> HttpResponseBase:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


def _moving(action: Callable[..., Any]) -> Callable[..., HttpResponseBase]:
    """A view that posts one move of the batch and shows where it stands."""

    @require_POST
    @once
    @clerks_only
    def move(request: HttpRequest, public_id: str) -> HttpResponseBase:
        actor = request.actor  # type: ignore[attr-defined]
        action(by=actor, batch=batch_for(actor, public_id))
        return redirect("spreadsheets_staff:show", public_id)

    return move


begin = _moving(begin_import)
halt = _moving(stop)
rematch = _moving(match_again)
_undo = _moving(take_back)


def undo(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Asks before an import is taken back; a POST does it."""
    if request.method == "POST":
        return _undo(request, public_id)
    return _ask_undo(request, public_id)


@require_safe
@clerks_only
def _ask_undo(request: HttpRequest, public_id: str) -> HttpResponseBase:
    actor = request.actor  # type: ignore[attr-defined]
    batch = batch_for(actor, public_id)
    counts = counts_of(actor, batch)
    return render(request, "spreadsheets/undo.html", {"batch": batch, "count": counts[RowState.IN]})
