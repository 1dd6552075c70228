"""G-01, the other half: whoever may, can. A form filled in is saved for all of whom the table says yes.

The matrix sends forms with nothing in them and takes their refusal for a yes: a denial inside an action,
after the form was found in order, would not show there.
"""

from typing import Any

import pytest
from django.urls import reverse

from quancheng.kernel import clock
from tests.authorization.asking import ask, outcome, parameters
from tests.authorization.tables import addresses, expected
from tests.authorization.test_mass_assignment import FIRST, FORMS, REASON, filled_in
from tests.authorization.world import World

pytestmark = pytest.mark.django_db
# Forms that write nothing about a person's own data, and so are not among those of test_mass_assignment.
MORE: dict[str, dict[str, Any]] = {
    "careplan_staff:complete": {"note": "已告知"},
    "careplan_staff:vary": {"reason": "patient_choice"},
    "careplan_staff:hand_over": {"owner": FIRST},
    "workbench:fact_correct": {"correction_reason": REASON},
    "accounts_staff:add_department": {"name": "影像科"},
    "accounts_staff:add_team": {"name": "三组"},
    "accounts_staff:department": {"name": "乳腺中心"},
    "accounts_staff:team": {"name": "四组"},
    "accounts_staff:hospital_settings": {"ki67_cut": "14"},
    "careplan_staff:pathway_edit": {"first_contact-window_days": "5", "reason": REASON},
}
# Where her own page has no form, since the record is open to her already.
NOTHING_TO_SEND = {("patients_staff:break_glass", relation) for relation in ("team", "named", "emergency")}


@pytest.mark.parametrize("view", [*FORMS, *MORE])
def test_whoever_may_send_a_form_has_it_saved(view: str, world: World, at) -> None:
    address, typed = addresses()[view], FORMS[view][2] if view in FORMS else MORE[view]
    wrong, asked = [], 0
    with at("2026-11-02 10:00"), clock.frozen(clock.now()):
        for relation, row in expected()[(address.object, address.action)].items():
            if (view, relation) in NOTHING_TO_SEND:
                continue
            url = reverse(view, kwargs=parameters(world, address, relation))
            for asker in (asker for asker, wanted in row.items() if wanted == "yes"):
                answer = ask(world, asker, "POST", url, filled_in(world, asker, url, typed))
                asked += 1
                if answer.status_code != 302 or outcome(answer) != "yes":
                    wrong.append(f"{asker}, {relation}: {answer.status_code}")
    assert asked > 0
    assert wrong == []
