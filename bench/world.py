"""What a population holds that the claims ask for: who is where, under which address."""

from functools import cached_property
from random import Random

from django.db.models import Max, Min

from bench.population import BENCH, TEAMS
from bench.visits import Visitor, patient, staff
from quancheng.hospitals.models import Team
from quancheng.patients.models import Contact, Patient, PortalAccess
from quancheng.patients.row_security import acting_as

VARIANTS = 120


class World:
    """One population, with people signed in on it; the same every time."""

    def __init__(self) -> None:
        self.chance = Random("bench:world")
        self._in: dict[str, Visitor] = {}

    def visitor(self, role: str, team: int = 0) -> Visitor:
        """The colleague of that role in the team, signed in once."""
        name = f"bench.{role}.{team}"
        if name not in self._in:
            self._in[name] = staff(name)
        return self._in[name]

    @cached_property
    def patients(self) -> list[tuple[int, int, str]]:
        """(id, number of the team, public id) of some patients of the first hospital, spread over all."""
        with acting_as(BENCH):
            rows = Patient.objects.filter(hospital__code="bench", course__enrolled_on__isnull=False)
            ids = list(rows.order_by("pk").values_list("pk", flat=True))
            chosen = self.chance.sample(ids, min(VARIANTS, len(ids)))
            found = Patient.objects.filter(pk__in=chosen).select_related("team").order_by("pk")
            return [(row.pk, int(row.team.name_en.split()[1]) - 1, row.public_id) for row in found]

    @cached_property
    def identities(self) -> list[tuple[int, str, str, str]]:
        """(number of the team, name, record number, phone) of the same patients."""
        teams = {pk: team for pk, team, _ in self.patients}
        with acting_as(BENCH):
            rows = Contact.objects.filter(patient__in=list(teams), relation="", kind="phone")
            rows = rows.select_related("patient").order_by("patient_id")
            found = [(row.patient, row.value) for row in rows]
        return [(teams[her.pk], her.name, her.record_number, phone) for her, phone in found]

    @cached_property
    def portals(self) -> list[Visitor]:
        """Patients who signed in to their own pages."""
        with acting_as(BENCH):
            live = PortalAccess.objects.filter(closed_at__isnull=True).values("patient_id")
            rows = Contact.objects.filter(patient__in=live, relation="", kind="phone").order_by("patient_id")
            phones = [row.value for row in rows]
        return [patient(phone) for phone in phones[:8]]

    @cached_property
    def middle(self) -> int:
        """The id of a patient in the middle of the registry."""
        with acting_as(BENCH):
            ends = Patient.objects.aggregate(first=Min("pk"), last=Max("pk"))
        return (ends["first"] + ends["last"]) // 2

    @property
    def teams(self) -> range:
        """The teams of the first hospital."""
        return range(TEAMS)

    @cached_property
    def desk(self) -> tuple[int, int]:
        """The ids of the first hospital and its first team."""
        with acting_as(BENCH):
            team = Team.objects.filter(hospital__code="bench", name_en="Team 1").get()
        return team.hospital_id, team.pk
