"""`once`: what is sent twice is saved once, and nobody is left wondering."""

import threading
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.test import Client
from django.urls import include, path

from quancheng.access.actor import system
from quancheng.kernel.refused import Refused
from quancheng.ui import actions
from quancheng.ui.models import Submission
from quancheng.ui.once import done, once

SAVED: list[str] = []


@once
def record(request: HttpRequest) -> HttpResponseBase:
    """Saves a text by keeping a session row for it; refuses an empty one; may stay on the page or break."""
    text = request.POST.get("text", "")
    if request.method != "POST" or not text:
        return HttpResponse("the form", status=200 if request.method != "POST" else 422)
    SAVED.append(text)
    SessionStore(session_key=f"{text}-{len(SAVED)}").save(must_create=True)
    if text == "broken":
        raise Refused("The plan is closed.")
    if text == "fragment":
        return done(HttpResponse("the new row"))
    if text == "elsewhere":
        return HttpResponse(headers={"HX-Redirect": "/done/7/"})
    return redirect(f"/done/{len(SAVED)}/")


def finished(request: HttpRequest, number: int) -> HttpResponse:
    """Where a saved form leads."""
    return HttpResponse(str(number))


urlpatterns = [
    path("", include("quancheng.ui.urls.public")),
    path("record/", record),
    path("other/", record),
    path("done/<int:number>/", finished),
]

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture(autouse=True)
def nothing_saved() -> None:
    SAVED.clear()


def send(client: Client, key: object, text: str = "a", where: str = "/record/", **headers: str) -> Any:
    """POST the form."""
    return client.post(where, {"submission": str(key), "text": text}, headers=headers)


def said(response: Any) -> list[str]:
    """Level and text of what the next page will say."""
    return [message.level_tag for message in get_messages(response.wsgi_request)]


def test_the_first_sending_is_run(client: Client) -> None:
    response = send(client, uuid4())
    assert SAVED == ["a"]
    assert response["Location"] == "/done/1/"


def test_the_second_sending_is_led_to_where_the_first_one_went(client: Client) -> None:
    key = uuid4()
    send(client, key)
    response = send(client, key)
    assert SAVED == ["a"]
    assert response["Location"] == "/done/1/"
    assert said(response) == ["info"]


def test_a_corrected_form_works_with_the_same_key(client: Client) -> None:
    key = uuid4()
    assert send(client, key, text="").status_code == 422
    assert send(client, key, text="b")["Location"] == "/done/1/"
    assert SAVED == ["b"]


def test_a_corrected_form_sent_twice_is_saved_once(client: Client) -> None:
    key = uuid4()
    send(client, key, text="")
    send(client, key, text="b")
    assert send(client, key, text="b")["Location"] == "/done/1/"
    assert SAVED == ["b"]


def test_changes_made_after_going_back_are_not_lost_silently(client: Client) -> None:
    key = uuid4()
    send(client, key, text="a")
    response = send(client, key, text="changed")
    assert SAVED == ["a"]
    assert said(response) == ["warning"]


def test_one_key_used_for_two_addresses_is_noticed(client: Client) -> None:
    key = uuid4()
    send(client, key)
    assert said(send(client, key, where="/other/")) == ["warning"]
    assert SAVED == ["a"]


def test_two_keys_are_two_submissions(client: Client) -> None:
    send(client, uuid4())
    send(client, uuid4())
    assert SAVED == ["a", "a"]


@pytest.mark.parametrize("key", ["", "nonsense", "../../etc"])
def test_without_a_key_nothing_is_run(client: Client, key: str) -> None:
    assert send(client, key).status_code == HTTPStatus.BAD_REQUEST
    assert SAVED == []


def test_reading_needs_no_key(client: Client) -> None:
    assert client.get("/record/").content == b"the form"
    assert not Submission.objects.exists()


def test_another_persons_key_leads_nowhere(client: Client) -> None:
    key = uuid4()
    send(client, key)
    Submission.objects.update(user_id=99)
    response = send(client, key)
    assert response.status_code == HTTPStatus.CONFLICT
    assert b"/done/1/" not in response.content
    assert SAVED == ["a"]


def test_a_refusal_that_no_view_caught_takes_everything_back(client: Client) -> None:
    key = uuid4()
    assert send(client, key, text="broken").status_code == HTTPStatus.CONFLICT
    assert not Submission.objects.exists()
    assert not SessionStore().exists("broken-1")


def test_a_fragment_that_saved_counts_as_saved(client: Client) -> None:
    key = uuid4()
    assert send(client, key, "fragment", hx_request="true").content == b"the new row"
    again = send(client, key, "fragment", hx_request="true")
    assert again["HX-Refresh"] == "true"
    assert SAVED == ["fragment"]


def test_an_htmx_answer_that_leads_away_counts_as_saved(client: Client) -> None:
    key = uuid4()
    send(client, key, "elsewhere", hx_request="true")
    assert send(client, key, "elsewhere", hx_request="true")["HX-Redirect"] == "/done/7/"
    assert SAVED == ["elsewhere"]


def test_the_content_of_a_form_is_not_kept(client: Client) -> None:
    send(client, uuid4(), text="patient 310105")
    kept = Submission.objects.values().get()
    assert not any("310105" in str(value) for name, value in kept.items() if name != "location")


def test_old_keys_are_forgotten_and_young_ones_kept(client: Client, at: Any) -> None:
    with at("2026-11-01 09:00"):
        send(client, uuid4())
    with at("2026-11-06 09:00"):
        send(client, uuid4())
    with at("2026-11-09 09:00"):
        assert actions.forget_submissions(by=system("housekeeping")) == 1
    assert Submission.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_is_run() -> None:
    """The test database of SQLite is one connection, so only PostgreSQL can show this in the suite."""
    key, answers, start = uuid4(), [], threading.Barrier(2)

    def click() -> None:
        try:
            start.wait(timeout=10)
            answers.append(send(Client(), key)["Location"])
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert answers == ["/done/1/"] * 2
    assert SAVED == ["a"]
