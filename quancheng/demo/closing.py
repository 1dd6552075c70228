"""Closes what was done: the steps that no fact can close are closed by those whose duty they are.

Most on time, a few late; of what fell due in the last weeks a believable share is still open.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

from quancheng.access.roles import Role
from quancheng.careplan.actions.catching_up import Done, catch_up
from quancheng.careplan.models import Step
from quancheng.careplan.states import Duty, Outcome
from quancheng.demo.staffing import House

# What people do and no record of a finding or a treatment shows.
TALKS = {
    "newcomer_teaching": Outcome.TAUGHT,
    "chemotherapy_teaching": Outcome.TAUGHT,
    "discharge_teaching": Outcome.TAUGHT,
    "radiotherapy_teaching": Outcome.TAUGHT,
    "first_contact": Outcome.REACHED,
    "wound_call": Outcome.REACHED,
    "chemotherapy_first_week": Outcome.REACHED,
    "endocrine_first_month": Outcome.REACHED,
    "endocrine_yearly": Outcome.REACHED,
    "palliative_call": Outcome.REACHED,
    "recurrence_talk": Outcome.DONE,
    "fertility_talk": Outcome.DONE,
    "baseline_arms": Outcome.DONE,
    "arm_surveillance": Outcome.DONE,
    "lymphedema_therapy": Outcome.DONE,
    "blood_count_first_cycle": Outcome.DONE,
    "distress_first": Outcome.DONE,
    "distress": Outcome.DONE,
    "lipids_yearly": Outcome.DONE,
    "gynaecology_yearly": Outcome.DONE,
    "ofs_hormones": Outcome.DONE,
    "find_again": Outcome.DONE,
}
ROLE_OF = {
    Duty.NURSE: Role.NURSE,
    Duty.CASE_MANAGER: Role.CASE_MANAGER,
    Duty.DOCTOR: Role.DOCTOR,
    Duty.LYMPHEDEMA_THERAPIST: Role.LYMPHEDEMA_THERAPIST,
}
STILL_OPEN = 0.12
LATEST = 21  # days: what is later than that somebody has noticed
ROUNDS = 24


def take_over(house: House, last_contacts: Mapping[int, date], today: date) -> None:
    """What the old database says was done for these patients, last on the day of their last contact."""
    found = [
        Done(step, _day_in_the_old_database(step, last_contacts[step.patient_id], today), TALKS[step.code])
        for step in _open(last_contacts)
        if step.due_by < today
    ]
    if found:
        catch_up(by=house.somebody(Role.CASE_MANAGER, 0), items=found, note="旧系统中已完成")


def _day_in_the_old_database(step: Step, last_contact_on: date, today: date) -> date:
    if step.code == "find_again":
        # Those who were lost are looked for twice a year; a few searches are due again.
        return today - timedelta(days=5 + last_contact_on.toordinal() % 200)
    return min(max(step.due_from, last_contact_on), today)


def work_off(house: House, patients: Mapping[int, int], today: date, seed: str) -> None:
    """The daily work on the current patients (serial numbers by patient id), done by whose duty it is."""
    teams = {team.pk: number for number, team in enumerate(house.teams)}
    for _ in range(ROUNDS):
        by_duty: dict[tuple[str, int], list[Done]] = defaultdict(list)
        for step in _open(patients):
            rng = Random(f"{seed}:{patients[step.patient_id]}:{step.key}")  # noqa: S311
            if on := _day_done(step, today, rng):
                by_duty[step.duty, teams[step.team_id or 0]].append(Done(step, on, TALKS[step.code]))
        if not by_duty:
            return
        for (duty, team), items in sorted(by_duty.items()):
            catch_up(by=house.somebody(ROLE_OF[Duty(duty)], team), items=items, note="")


def _open(patients: Mapping[int, object]) -> list[Step]:
    steps = Step.objects.open().filter(patient_id__in=list(patients), code__in=TALKS)
    return list(steps.order_by("patient_id", "key"))


def _day_done(step: Step, today: date, rng: Random) -> date | None:
    """The day on which it was done; None where it was not yet."""
    if rng.random() < STILL_OPEN and (today - step.due_by).days < LATEST:
        return None
    window = max(1, (step.due_by - step.due_from).days)
    on = step.due_from + timedelta(days=int(window * 1.1 * rng.random() ** 1.5))
    return on if on < today else None
