"""`manage.py replan_pathways`: open steps follow the pathways that were published."""

from typing import Any

from django.core.management.base import BaseCommand

from quancheng.careplan.jobs import replan_after_publishing


class Command(BaseCommand):
    """Does the re-planning that publishing has left; may be stopped and started at any moment."""

    help = "Bring the open steps of enrolled patients in line with newly published pathways."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{replan_after_publishing()} batches re-planned.")
