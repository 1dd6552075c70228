"""What surrounds the patients of the demonstration: consents, portals, a family, a match, an emergency."""

from collections.abc import Mapping
from datetime import timedelta

from quancheng.access.roles import ProxyScope
from quancheng.accounts.models import User
from quancheng.careplan.actions.steps import add_step, hand_over_step, vary_step
from quancheng.careplan.models import Step
from quancheng.careplan.states import Duty, Priority, VarianceReason
from quancheng.demo.cast import CAST
from quancheng.demo.staffing import BUILDER, House
from quancheng.kernel import clock
from quancheng.patients.actions.consents import give_consent
from quancheng.patients.actions.corrections import ask_correction
from quancheng.patients.actions.emergency import break_glass
from quancheng.patients.actions.matching import propose_new
from quancheng.patients.actions.portal import grant_proxy, open_portal
from quancheng.patients.actions.relations import name_colleague
from quancheng.patients.actors import actor_for
from quancheng.patients.models import Patient

HEROINE, KNOWN_TWICE, GENTLEMAN = CAST[0], CAST[2], CAST[10]


def surround(main: House, partner: House, patients: Mapping[int, Patient], twin: Patient) -> None:
    """Everything beside the facts; `twin` is the partner hospital's record of somebody known here too."""
    _consents(main, patients)
    _family(main, patients[HEROINE.serial])
    _guests(main, patients)
    _by_hand(main, patients)
    _twin(main, partner, patients[KNOWN_TWICE.serial], twin)


def _consents(house: House, patients: Mapping[int, Patient]) -> None:
    for serial, patient in patients.items():
        manager = house.manager_of(patient)
        give_consent(by=manager, patient=patient, purpose="care", channel="paper")
        if serial % 8:
            give_consent(by=manager, patient=patient, purpose="messages", channel="paper")
        if serial % 3 == 1:
            give_consent(by=manager, patient=patient, purpose="research", channel="paper")


def _family(house: House, patient: Patient) -> None:
    """Zhang Xiaomei's portal, her daughter's share in it, and a mistake that she asks to have put right."""
    open_portal(by=house.manager_of(patient), patient=patient, phone=HEROINE.phone)
    user = User.objects.get(portal_accesses__patient=patient)
    herself = actor_for(user)
    grant_proxy(
        by=herself,
        patient=patient,
        phone="19900010001",
        name=HEROINE.relative,
        relation=HEROINE.relation,
        scopes=[ProxyScope.TODAY.value, ProxyScope.JOURNEY.value],
        expires_at=clock.now() + timedelta(days=180),
    )
    ask_correction(by=herself, patient=patient, item="身高", text="我的身高是160厘米，档案里写错了。")


def _guests(house: House, patients: Mapping[int, Patient]) -> None:
    """The radiotherapist who is asked about one patient, the nurse who opened a record in an emergency."""
    doctor = house.actor("doctor.chen")
    until = clock.now() + timedelta(days=14)
    asked = patients[KNOWN_TWICE.serial]
    name_colleague(
        by=doctor,
        patient=asked,
        user_id=house.users["expert.gao"].pk,
        reason="新辅助治疗后放疗意见",
        until=until,
    )
    urgent = patients[CAST[11].serial]
    break_glass(by=house.actor("nurse.tang"), patient=urgent, reason="夜班急诊：化疗后发热，主管组不在")


def _by_hand(house: House, patients: Mapping[int, Patient]) -> None:
    """What people decide about steps: one added, one handed on, one not done for a reason."""
    heroine = patients[HEROINE.serial]
    nurse = house.actor("nurse.li")
    soon = clock.today() + timedelta(days=3)
    add_step(
        by=house.actor("case.wang"),
        patient=heroine,
        title="PICC 导管维护",
        why="化疗间歇期每周一次",
        due_by=soon,
        duty=Duty.NURSE,
        priority=Priority.TIMED,
    )
    talk = Step.objects.open().filter(patient=heroine, code="distress").first()
    if talk is not None:
        hand_over_step(by=nurse, step=talk, to_user_id=house.users["nurse.fan"].pk, note="下周我休假")
    image = Step.objects.open().filter(patient=patients[GENTLEMAN.serial], code="mammography").first()
    if image is not None:
        reason = VarianceReason.NOT_INDICATED
        vary_step(by=house.actor("doctor.chen"), step=image, reason=reason, note="男性患者，改做超声")


def _twin(main: House, partner: House, patient: Patient, twin: Patient) -> None:
    """The same person in two hospitals: she agrees that each may read the other; the match is proposed."""
    give_consent(
        by=main.manager_of(patient),
        patient=patient,
        purpose="share",
        channel="paper",
        share_with_id=partner.hospital.pk,
    )
    give_consent(
        by=partner.manager_of(twin),
        patient=twin,
        purpose="share",
        channel="paper",
        share_with_id=main.hospital.pk,
    )
    while propose_new(by=BUILDER)[0]:
        pass
