"""The test runner: what it counts, what it calls left out, and when it fails."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import run
from tests.servers import Absent

REPORT = """<testsuites><testsuite>
<testcase name="a"/><testcase name="b"><failure message="no"/></testcase>
<testcase name="c"><error/></testcase>
<testcase name="d"><skipped message="no case files"/></testcase></testsuite></testsuites>"""


def gives(code: int, **counts: int) -> Callable[[list[str]], run.Outcome]:
    return lambda _arguments: run.Outcome("part", code=code, counts=Counter(counts))


def is_absent(_arguments: list[str]) -> run.Outcome:
    raise Absent("no PostgreSQL server on this machine")


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Runs the runner over made-up parts; gives its exit code."""

    def start(**made_up: Callable[[list[str]], run.Outcome]) -> int:
        monkeypatch.setattr(run, "PARTS", made_up)
        monkeypatch.setattr(run.sys, "argv", ["run.py"])
        monkeypatch.setattr(run.signal, "signal", lambda *_: None)
        return run.main()

    return start


def test_counts_from_the_report_of_pytest(tmp_path: Path) -> None:
    (tmp_path / "report.xml").write_text(REPORT)
    outcome = run.Outcome("SQLite")
    outcome.read(tmp_path / "report.xml")
    assert outcome.counts == {"passed": 1, "failed": 2, "skipped": 1}
    assert outcome.reasons == {"no case files": 1}


def test_passes_without_a_server_and_says_so(
    parts: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert parts(sqlite=gives(0, passed=3), postgres=is_absent) == 0
    said = capsys.readouterr().out
    assert "row-level security among it: no PostgreSQL server on this machine" in said
    assert said.splitlines()[-1] == "3 passed, 0 failed, 0 skipped"


def test_fails_when_one_part_fails(parts: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    assert parts(sqlite=gives(0, passed=3), postgres=gives(1, passed=2, failed=1)) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "5 passed, 1 failed, 0 skipped"


def test_fails_when_pytest_itself_breaks(parts: Callable[..., int]) -> None:
    assert parts(sqlite=gives(0, passed=3), postgres=gives(4)) == 1


def test_fails_when_nothing_ran(parts: Callable[..., int]) -> None:
    assert parts(sqlite=gives(run.NOTHING_SELECTED), postgres=is_absent) == 1


def test_leaves_a_person_s_own_settings_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QUANCHENG_DEMO", "1")
    monkeypatch.setenv("QUANCHENG_REFERENCE", "there")
    monkeypatch.setenv("DATABASE_URL", "postgresql://production")
    given = run.surroundings(tmp_path, "sqlite:///:memory:")
    assert "QUANCHENG_DEMO" not in given
    assert (given["QUANCHENG_REFERENCE"], given["DATABASE_URL"]) == ("there", "sqlite:///:memory:")
