"""The list of imports, the upload, and the matching of columns."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from quancheng.access.roles import Permission
from quancheng.exchange.actions.batches import match_columns
from quancheng.exchange.actions.mappings import save_mapping
from quancheng.exchange.queries.batches import batch_for, batches_for, counts_of_many
from quancheng.exchange.states import BatchState
from quancheng.interfaces.spreadsheets import queries
from quancheng.interfaces.spreadsheets.actions.receiving import take_in
from quancheng.interfaces.spreadsheets.client.samples import samples_of
from quancheng.interfaces.spreadsheets.forms import ColumnsForm, UploadForm
from quancheng.interfaces.spreadsheets.mappers import targets
from quancheng.interfaces.spreadsheets.mappers.building import build, is_changed
from quancheng.interfaces.spreadsheets.presenters import column_lines, line_of, why
from quancheng.interfaces.spreadsheets.schemas import in_language, read_definition
from quancheng.interfaces.spreadsheets.uploads import SealingHandler
from quancheng.interfaces.spreadsheets.views.guards import clerks_only
from quancheng.kernel.refused import Refused, msg
from quancheng.ui.once import once

PAGE = 30
NAME_IT = msg("Give this matching a name, so that the next file from this source is recognised.")


@require_safe
@clerks_only
def index(request: HttpRequest) -> HttpResponse:
    """The imports of the actor's hospitals, newest first."""
    actor = request.actor  # type: ignore[attr-defined]
    before = request.GET.get("before", "")
    batches = batches_for(actor, before=int(before) if before.isdecimal() else None, limit=PAGE + 1)
    counts = counts_of_many(actor, [batch.pk for batch in batches[:PAGE]])
    context = {
        "lines": [line_of(batch, counts[batch.pk]) for batch in batches[:PAGE]],
        "several": len(actor.hospitals_with(Permission.IMPORT_REGISTRY)) > 1,
        "next": f"?before={batches[PAGE - 1].pk}" if len(batches) > PAGE else "",
    }
    return render(request, "spreadsheets/list.html", context)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@clerks_only
def upload(request: HttpRequest) -> HttpResponseBase:
    """Receives a file. The handler is set before anything is read, then the token is checked."""
    if request.method == "POST":
        request.upload_handlers = [SealingHandler(request)]
    return _upload(request)


@csrf_protect
def _upload(request: HttpRequest) -> HttpResponseBase:
    request.POST  # noqa: B018 - receives the file
    refused: Refused | None = getattr(request, "upload_refused", None)
    if refused is None:
        return _take_in(request)
    # What follows the file in the form was not read, perhaps not even the key of `once`; nothing was saved.
    form = UploadForm({}, hospitals=queries.hospitals_to_import(request.actor))  # type: ignore[attr-defined]
    form.errors.clear()
    form.refuse(refused)
    return render(request, "spreadsheets/upload.html", {"form": form}, status=422)


@once
def _take_in(request: HttpRequest) -> HttpResponseBase:
    actor = request.actor  # type: ignore[attr-defined]
    hospitals = queries.hospitals_to_import(actor)
    form = UploadForm(request.POST or None, request.FILES or None, hospitals=hospitals)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        hospital_id = int(form.cleaned_data.get("hospital") or hospitals[0][0])
        try:
            batch = take_in(by=actor, hospital_id=hospital_id, name=file.name, stored=file.take())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("spreadsheets_staff:show", batch.public_id)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "spreadsheets/upload.html", {"form": form}, status=status)


@once
@clerks_only
def columns(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """What each column is; then the dry run begins."""
    actor = request.actor  # type: ignore[attr-defined]
    batch = batch_for(actor, public_id)
    if batch.state != BatchState.RECEIVED:
        return redirect("spreadsheets_staff:show", batch.public_id)
    known = queries.known_mappings(actor, batch.hospital_id)
    base = _base(request, actor, batch, known)
    form = _form(request, actor, batch, base)
    if request.method == "POST" and form.is_valid():
        try:
            source, definition = _definition(actor, batch, base, form)
            team = form.cleaned_data["team"]
            match_columns(
                by=actor,
                batch=batch,
                source=source,
                definition=definition,
                team_id=int(team) if team else None,
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("spreadsheets_staff:show", batch.public_id)
    context = {
        "batch": batch,
        "why": why(batch),
        "form": form,
        "known": known,
        "base": base,
        "lines": column_lines(batch, form, samples_of(batch.file, batch.layout), base),
        "about": in_language(base.definition.about) if base else "",
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "spreadsheets/columns.html", context, status=status)


def _base(request: HttpRequest, actor: Any, batch: Any, known: list[queries.Known]) -> queries.Known | None:
    """The mapping that the page starts from: the chosen one, else the one that recognises the heading."""
    asked = request.POST.get("base", request.GET.get("mapping"))
    if asked is None:
        return queries.recognised(actor, batch.hospital_id, batch.layout["columns"])
    return next((item for item in known if item.code == asked), None)


def _form(request: HttpRequest, actor: Any, batch: Any, base: queries.Known | None) -> ColumnsForm:
    header = batch.layout["columns"]
    known = {}
    if base is not None:
        known = {
            column.name: "; ".join(targets.words_for(target, base.definition) for target in column.to)
            for column in base.definition.columns
            if column.to
        }
    return ColumnsForm(
        request.POST or None,
        initial={
            "people": base.raw["people"] if base else "named",
            "missing": ", ".join(base.raw.get("missing", ())) if base else "NA, 不详, 未知",
        },
        columns=header,
        known=known,
        guesses={} if base else {name: targets.guess(name) for name in header},
        groups=targets.choices(),
        teams=queries.teams_to_choose(actor, batch.hospital_id),
    )


def _definition(
    actor: Any, batch: Any, base: queries.Known | None, form: ColumnsForm
) -> tuple[str, dict[str, Any]]:
    """(source, mapping): the base as it is, or a new one that is remembered under its name."""
    chosen, data = form.choices(), form.cleaned_data
    raw = base.raw if base else None
    if base is not None and not is_changed(raw, chosen, data["people"], data["missing"]) and not data["name"]:
        return base.code, dict(base.raw)
    built = build(raw, chosen, people=data["people"], missing=data["missing"])
    read_definition(built)
    if not data["name"]:
        raise Refused(NAME_IT, field="name")
    saved = save_mapping(by=actor, hospital_id=batch.hospital_id, name=data["name"], definition=built)
    return saved.code, {**saved.definition, "version": saved.version}
