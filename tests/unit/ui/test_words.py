"""The language of a page: said once by the request, Django's outside of one."""

from concurrent.futures import ThreadPoolExecutor

from django.utils import translation

from quancheng.ui import words


def test_follows_django_outside_of_a_request() -> None:
    for code in ("en", "zh-hans"):
        with translation.override(code):
            assert words.language() == code
            assert (words.gettext("My day") == "My day") == (code == "en")


def test_speaking_holds_inside_the_block_and_nests() -> None:
    with translation.override("zh-hans"), words.speaking("en"):
        assert (words.language(), translation.get_language()) == ("en", "en")
        with words.speaking("zh-hans"):
            assert not words.is_english()
            assert words.gettext("My day") != "My day"
        assert words.is_english()
    assert words._spoken.get() is None


def test_a_request_leaves_its_language_behind_with_the_token() -> None:
    with translation.override("en"):
        token = words.speak("zh-hans")
        assert not words.is_english()
        words.silence(token)
        translation.activate("en")
        assert words.is_english()


def test_numbers_and_contexts_are_said_in_each_language() -> None:
    with words.speaking("en"):
        assert words.ngettext("%(years)s year", "%(years)s years", 2) == "%(years)s years"
        assert words.pgettext("button", "Done") == "Done"
    with words.speaking("zh-hans"):
        assert words.ngettext("%(years)s year", "%(years)s years", 2) != "%(years)s years"
        assert words.pgettext("button", "Done") != "Done"


def test_two_threads_speak_two_languages() -> None:
    def said(code: str) -> str:
        with words.speaking(code):
            return words.gettext("My day")

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(said, ("en", "zh-hans"))
    assert first == "My day" != second
