"""The gallery, the error pages, the preferences and the joined files, through the client."""

import gzip
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from quancheng.access.guards import NotFound, NotPermitted
from quancheng.kernel.refused import Refused
from quancheng.ui import bundles
from quancheng.ui.views import errors

REASONS: dict[str, Callable[[], Exception]] = {
    "role": lambda: NotPermitted("Ask your head nurse."),
    "django": PermissionDenied,
    "missing": lambda: NotFound("No such patient."),
    "rule": lambda: Refused("The plan is <closed>."),
    "fault": ZeroDivisionError,
}
STATUS = {"role": 403, "django": 403, "missing": 404, "rule": 409, "fault": 500}


def breaks(request: HttpRequest, reason: str) -> HttpResponse:
    """A view that cannot do it."""
    raise REASONS[reason]()


urlpatterns = [
    path("", include("quancheng.ui.urls.public")),
    path("", include("quancheng.ui.urls.staff")),
    path("breaks/<str:reason>/", breaks),
]
handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.page_not_found
handler500 = errors.server_error

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
GALLERY = (
    "/_gallery/",
    "/_gallery/once/",
    "/_gallery/print/",
    "/_gallery/signin/",
    "/_gallery/signin/?door=patient",
    *(f"/_gallery/patient/?state={state}" for state in ("open", "rest", "today", "urgent", "form")),
)


@pytest.fixture
def visitor() -> Client:
    """A browser that shows error pages instead of raising."""
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("address", GALLERY)
@pytest.mark.parametrize(("language", "lang"), [("zh-hans", "zh-Hans"), ("en", "en")])
@override_settings(DEMO=True)
def test_the_gallery_is_drawn_in_both_languages(
    client: Client, address: str, language: str, lang: str
) -> None:
    client.cookies["language"] = language
    response = client.get(address)
    assert response.status_code == 200
    assert f'<html lang="{lang}"' in response.content.decode()


@override_settings(DEMO=False, DEBUG=False)
@pytest.mark.parametrize("address", [*GALLERY, "/_gallery/error/404/"])
def test_outside_of_a_demo_there_is_no_gallery(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@override_settings(DEMO=True)
def test_the_demo_says_on_every_page_that_nobody_is_real(client: Client) -> None:
    assert "人物均为虚构" in client.get("/_gallery/").content.decode()


@override_settings(DEMO=True)
@pytest.mark.parametrize("status", [400, 403, 404, 409, 500])
def test_every_error_page_has_a_next_step(visitor: Client, status: int) -> None:
    response = visitor.get(f"/_gallery/error/{status}/")
    assert response.status_code == status
    assert 'class="btn btn--primary" href="/"' in response.content.decode()


@pytest.mark.parametrize("reason", REASONS)
def test_what_no_view_caught_becomes_a_page(visitor: Client, reason: str) -> None:
    response = visitor.get(f"/breaks/{reason}/")
    assert response.status_code == STATUS[reason]
    assert "<h1>" in response.content.decode()


@pytest.mark.parametrize("reason", ["role", "missing", "rule"])
def test_a_refusal_is_shown_in_its_own_words_and_escaped(visitor: Client, reason: str) -> None:
    text = visitor.get(f"/breaks/{reason}/").content.decode()
    assert {"role": "Ask your head nurse.", "missing": "No such patient.", "rule": "&lt;closed&gt;"}[
        reason
    ] in text


def test_a_refused_fragment_is_a_notice_and_no_page(visitor: Client) -> None:
    response = visitor.get("/breaks/rule/", headers={"HX-Request": "true"})
    assert response.status_code == 409
    assert "<html" not in response.content.decode()
    assert 'role="alert"' in response.content.decode()


def test_an_expired_form_says_that_nothing_was_saved() -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/ui/language/", {"language": "en"})
    assert response.status_code == 403
    assert "内容没有保存" in response.content.decode()


@pytest.mark.parametrize(
    "referer", ["https://elsewhere.example/x/", "http://testserver.elsewhere.example/x/"]
)
def test_the_way_back_never_leads_to_another_site(visitor: Client, referer: str) -> None:
    response = visitor.get("/breaks/rule/", headers={"Referer": referer})
    assert "elsewhere" not in response.content.decode()


def test_the_way_back_leads_to_the_page_that_one_came_from(visitor: Client) -> None:
    response = visitor.get("/breaks/rule/", headers={"Referer": "http://testserver/s/plan/"})
    assert 'href="/s/plan/"' in response.content.decode()


def test_a_language_once_chosen_stays(client: Client) -> None:
    assert client.post("/ui/language/", {"language": "en", "next": "/ui/"})["Location"] == "/ui/"
    with override_settings(DEMO=True):
        assert '<html lang="en"' in client.get("/_gallery/").content.decode()


def test_what_the_browser_prefers_does_not_decide_the_language(client: Client) -> None:
    with override_settings(DEMO=True):
        response = client.get("/_gallery/", headers={"Accept-Language": "en"})
    assert response["Content-Language"] == "zh-hans"


def test_a_text_size_once_chosen_stays(client: Client) -> None:
    client.post("/ui/text-size/", {"size": "huge", "next": "/"})
    with override_settings(DEMO=True):
        assert 'data-text-size="huge"' in client.get("/_gallery/patient/").content.decode()


@pytest.mark.parametrize(("address", "name"), [("/ui/language/", "language"), ("/ui/text-size/", "size")])
def test_an_unknown_choice_changes_nothing(client: Client, address: str, name: str) -> None:
    response = client.post(address, {name: "gigantic", "next": "/"})
    assert response.status_code == 302
    assert response.cookies == {}


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""]
)
def test_a_choice_never_leads_to_another_site(client: Client, target: str) -> None:
    assert client.post("/ui/language/", {"language": "en", "next": target})["Location"] == "/"


@pytest.mark.parametrize("name", bundles.BUNDLES)
def test_joined_files_are_kept_for_ever_under_their_digest(client: Client, name: str) -> None:
    response = client.get(bundles.url(name), headers={"Accept-Encoding": "gzip"})
    assert "immutable" in response["Cache-Control"]
    assert gzip.decompress(response.content) == bundles.load(name).content


def test_an_old_digest_gets_the_present_file_but_may_not_be_kept(client: Client) -> None:
    response = client.get("/ui/staff.000000000000.css")
    assert response.content == bundles.load("staff.css").content
    assert response["Cache-Control"] == "no-cache"


def test_there_are_no_other_joined_files(client: Client) -> None:
    assert client.get("/ui/secret.000000000000.css").status_code == 404


@override_settings(DEMO=True)
def test_a_form_with_mistakes_is_shown_again_with_all_of_them(client: Client) -> None:
    response = client.post("/_gallery/once/", {"submission": str(uuid4()), "ki67": "140"})
    text = response.content.decode()
    assert response.status_code == 422
    assert "140 太大" in text
    assert 'value="140"' in text
