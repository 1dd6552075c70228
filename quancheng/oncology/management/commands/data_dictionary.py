"""`manage.py data_dictionary`: writes docs/reference/data-dictionary.md from the code, or compares it."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from quancheng.oncology.dictionary import page

PAGE = Path(__file__).resolve().parents[4] / "docs" / "reference" / "data-dictionary.md"


class Command(BaseCommand):
    """Writes or compares the data dictionary."""

    help = "Writes docs/reference/data-dictionary.md from the code; --check only compares."

    def add_arguments(self, parser: CommandParser) -> None:
        """The one option."""
        parser.add_argument(
            "--check", action="store_true", help="fail when the page is not what the code says"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Writes the page; with --check fails where it differs."""
        wanted = page()
        if not options["check"]:
            PAGE.parent.mkdir(parents=True, exist_ok=True)
            PAGE.write_text(wanted, encoding="utf-8")
        elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != wanted:
            raise CommandError("The data dictionary is out of date: run manage.py data_dictionary.")
