"""`manage.py demo`: builds the demonstration the first time, prints how to sign in, serves it."""

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from quancheng.demo import build, serving, signins
from quancheng.demo.password import kept_password
from quancheng.kernel.refused import Refused
from quancheng.ui.words import gettext, speaking


class Command(BaseCommand):
    """Builds and serves the demonstration centre."""

    help = "Builds the demonstration centre where there is none, prints the sign-ins, and serves it."
    requires_system_checks = ()  # run below, once the demonstration is switched on

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--build-only", action="store_true", help="build, print, and end")
        parser.add_argument("--small", action="store_true", help="a few people only, in seconds")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            _switch_on()
        try:
            self._run(options["port"], only=options["build_only"], small=options["small"])
        except Refused as refused:
            raise CommandError(_both(refused)) from refused

    def _run(self, port: int, *, only: bool, small: bool) -> None:
        if not only:
            serving.check_port(port)
        self.check(display_num_errors=False)
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
        if not build.is_built():
            self._build(build.SMALL if small else build.WHOLE)
        self.stdout.write(signins.table(f"http://{serving.HOST}:{port}/", kept_password()))
        self.stdout.flush()
        if not only:
            sys.exit(serving.serve(port))

    def _build(self, size: build.Size) -> None:
        with tqdm(
            total=size.people,
            desc="建立演示中心 Building the demo centre",
            unit="人",
            ncols=100,
            file=sys.stderr,
        ) as bar:
            try:
                build.build(size, password=kept_password(), progress=bar.update)
            except KeyboardInterrupt:
                bar.close()
                raise CommandError("已停止，未留下任何数据。\nStopped; nothing was kept.") from None


def _both(refused: Refused) -> str:
    """The sentence in both languages: nobody has chosen one yet."""
    with speaking("zh-hans"):
        return f"{refused.sentence(gettext)}\n{refused.sentence()}"


def _switch_on() -> None:
    """Starts this command again with the demonstration switched on, unless it was switched off by name."""
    if "QUANCHENG_DEMO" in os.environ:
        raise CommandError("QUANCHENG_DEMO is switched off here. The demonstration runs only where it is on.")
    os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | {"QUANCHENG_DEMO": "1"})  # noqa: S606
