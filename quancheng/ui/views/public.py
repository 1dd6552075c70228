"""Views open to everybody: joined styles and scripts, the size of the words, the language."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from quancheng.ui import bundles, preferences


@require_safe
def bundle(request: HttpRequest, stem: str, digest: str, extension: str) -> HttpResponse:
    """One joined style or script file; an old digest gets the present content, but may not be kept."""
    try:
        found = bundles.load(f"{stem}.{extension}")
    except KeyError as missing:
        raise Http404 from missing
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(
        found.zipped if zipped else found.content, content_type=bundles.CONTENT_TYPES[extension]
    )
    if zipped:
        response["Content-Encoding"] = "gzip"
    response["Vary"] = "Accept-Encoding"
    kept = digest == found.digest
    response["Cache-Control"] = "public, max-age=31536000, immutable" if kept else "no-cache"
    return response


@require_POST
def text_size(request: HttpRequest) -> HttpResponseBase:
    """Remember the size of the words, and go back to the page."""
    return _remember(
        request, preferences.TEXT_SIZE_COOKIE, request.POST.get("size", ""), preferences.TEXT_SIZES
    )


@require_POST
def language(request: HttpRequest) -> HttpResponseBase:
    """Remember the language, and go back to the page."""
    known = tuple(dict(settings.LANGUAGES))
    return _remember(request, settings.LANGUAGE_COOKIE_NAME, request.POST.get("language", ""), known)


def _remember(request: HttpRequest, name: str, value: str, known: tuple[str, ...]) -> HttpResponseBase:
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    response = redirect(target if safe else "/")
    if value in known:
        preferences.remember(request, response, name, value)
    return response
