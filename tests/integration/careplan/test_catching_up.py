"""Steps that were done before the software heard of it are closed on their own days."""

import pytest

from quancheng.access.guards import NotPermitted
from quancheng.access.roles import Role
from quancheng.audit.models import AuditEvent
from quancheng.careplan.actions.catching_up import Done, catch_up
from quancheng.careplan.models import Step, StepMove
from quancheng.careplan.states import Outcome, StepState
from quancheng.kernel import clock
from quancheng.kernel.refused import Refused
from tests.integration.careplan.centre import Centre, ago, centre

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic() -> Centre:
    return centre()


def step(code: str) -> Step:
    return Step.objects.get(code=code, state="open")


def test_closes_many_on_their_days_and_what_repeats_goes_on_from_there(clinic: Centre) -> None:
    manager = clinic.actor("李管理师", Role.CASE_MANAGER)
    clinic.patient(enrolled_days_ago=200)
    items = [
        Done(step("distress_first"), ago(190), Outcome.DONE),
        Done(step("distress"), ago(100)),
        Done(step("newcomer_teaching"), ago(195), Outcome.TAUGHT),
    ]
    catch_up(by=manager, items=items, note="旧系统中已完成")
    closed = Step.objects.get(pk=items[1].step.pk)
    assert (closed.state, clock.local_date(closed.closed_at)) == (StepState.DONE, ago(100))
    assert closed.note == "旧系统中已完成"
    following = step("distress")
    assert ago(30) < following.due_by
    assert StepMove.objects.filter(new_state="done", by_id=manager.user_id).count() == 3
    details = AuditEvent.objects.filter(event="step_done").values_list("detail", flat=True)
    assert {detail["on"] for detail in details} == {
        ago(190).isoformat(),
        ago(100).isoformat(),
        ago(195).isoformat(),
    }


def test_refuses_a_day_to_come_a_closed_step_and_who_may_not(clinic: Centre) -> None:
    manager = clinic.actor("李管理师", Role.CASE_MANAGER)
    clinic.patient(enrolled_days_ago=20)
    teaching = step("newcomer_teaching")
    with pytest.raises(Refused) as caught:
        catch_up(by=manager, items=[Done(teaching, ago(-1))], note="")
    assert caught.value.code == "done_in_future"
    with pytest.raises(NotPermitted):
        catch_up(by=clinic.actor("罗录入", Role.DATA_CLERK, None), items=[Done(teaching, ago(3))], note="")
    catch_up(by=manager, items=[Done(teaching, ago(3))], note="")
    with pytest.raises(Refused) as caught:
        catch_up(by=manager, items=[Done(teaching, ago(3)), Done(step("distress_first"), ago(3))], note="")
    assert caught.value.code == "step_closed"
    assert step("distress_first").state == StepState.OPEN
