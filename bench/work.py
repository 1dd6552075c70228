"""One batch in a process of its own: WHAT HOW ARGUMENT TAPE OUT. OUT gets [things done, seconds]."""

import json
import pickle
import shutil
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from bench.population import BENCH
from bench.tape import play, recording
from quancheng.careplan.actions.recomputing import Recount, recompute
from quancheng.patients.row_security import acting_as


def main(words: Sequence[str]) -> None:
    """Do the batch (recorded or timed), or play the tape of it."""
    what, how, argument, tape, out = words
    if how == "play":
        with acting_as(BENCH):
            pass  # the connection is made before the clock starts
        statements = pickle.loads(Path(tape).read_bytes())
        done, seconds = 0, _timed(lambda: play(statements))[1]
    elif how == "record":
        with recording(answers=False) as statements:
            done, seconds = _timed(lambda: RECORDED[what](argument))
        Path(tape).write_bytes(pickle.dumps(statements))
    else:
        done, seconds = _timed(lambda: WORK[what](argument))
    Path(out).write_text(json.dumps([done, seconds]))


def _timed(work: Callable[[], int | None]) -> tuple[int, float]:
    started = time.perf_counter()
    done = work()
    return done or 0, time.perf_counter() - started


def _import(file: str) -> int:
    said = StringIO()
    try:
        call_command(
            "import_registry", file, mapping="metabric", hospital="bench", stdout=said, stderr=StringIO()
        )
    except SystemExit as end:
        if end.code not in (0, None):
            raise RuntimeError(said.getvalue()) from end
    finally:
        shutil.rmtree(settings.UPLOADS, ignore_errors=True)
    return json.loads(said.getvalue().splitlines()[0])["rows"]["in"]


class _Enough(Exception):
    """So many patients were derived anew."""


def _first_stages(most: str) -> int:
    """So many patients in this process: SQL that another one sends cannot be heard here."""
    done = 0

    def count(batch: Recount) -> None:
        nonlocal done
        done += batch.patients
        if done >= int(most):
            raise _Enough

    with suppress(_Enough):
        recompute(by=BENCH, after_batch=count)
    return done


def _stages(_: str) -> int:
    """All patients, by the command, with as many processes as it takes."""
    said = StringIO()
    call_command("recompute_stages", verbosity=0, stdout=said)
    return int(said.getvalue().split()[0])


WORK: dict[str, Callable[[str], int]] = {"import": _import, "stages": _stages}
RECORDED: dict[str, Callable[[str], int]] = {"import": _import, "stages": _first_stages}
