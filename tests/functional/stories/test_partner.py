"""Story 5: a partner hospital sees its own patients; who is known to two hospitals is linked with consent."""

import pytest

from quancheng.demo.cast import CAST
from quancheng.kernel import clock
from tests.functional.stories.registry import RECORD, find, register
from tests.functional.stories.words import LANGUAGES

ZHANG = CAST[0]
# One person for each language, known to both hospitals by different numbers.
BOTH = {
    "zh-hans": ("柳如眉", 102, "case.qian", "乳腺二组", "乳腺组"),
    "en": ("Rosa Klein", 104, "case.sun", "Breast team 3", "Breast team"),
}
# Whom the partner hospital takes in itself.
OWN = {"zh-hans": ("鲁小满", "QP301", "乳腺组"), "en": ("Ada Winter", "QP302", "Breast team")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_sees_and_enters_its_own_patients_only(staff, language):
    main = staff("case.wang", language)
    foreign = find(main, ZHANG.record_number)
    for username in ("partner.doctor", "partner.clerk"):
        person = staff(username, language)
        person.open("/s/patients/")
        page = person.page
        assert page.locator("main tbody tr").count() >= 8
        assert ZHANG.name not in person.reads()
        page.goto(f"/s/search/?q={ZHANG.record_number}")
        assert page.locator("#results tbody").count() == 0
        person.look()
        answer = page.goto(foreign)
        assert answer.status == 404
        person.look()
        assert ZHANG.name not in page.content()


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_clerk_registers_and_its_doctor_records(staff, language):
    name, number, team = OWN[language]
    clerk = staff("partner.clerk", language)
    record = register(clerk, name, number, serial=None, team=team)
    clerk.look()
    doctor = staff("partner.doctor", language)
    assert find(doctor, number) == record
    page = doctor.page
    page.goto(f"{record}add/therapy_started/")
    page.fill("[name=fact_on]", clock.today().isoformat())
    page.select_option("[name=modality]", "chemotherapy")
    page.check("[name=intent][value=neoadjuvant]")
    doctor.press("Save")
    assert doctor.say("Neoadjuvant therapy") in page.locator(".identity").inner_text()
    doctor.open(f"{record}history/")
    assert "邱建平" in doctor.reads()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_person_in_two_hospitals_is_linked_with_her_consent(staff, language):
    name, serial, username, team, there = BOTH[language]
    partner = staff("partner.nurse", language)
    at_partner = register(partner, name, f"QP{serial}", serial=serial, team=there)
    here = staff(username, language)
    page = here.page
    register(here, name, f"MP{serial}", serial=serial, team=team)

    match = propose(here, name)
    page.check("[name=decision][value=link]")
    page.fill("[name=reason]", "same resident ID")
    here.press("Save the decision")
    assert page.locator(".error-summary").is_visible()
    here.look()

    # She is asked at each hospital, agrees on paper, and then the two are linked.
    page.goto(match)
    here.follow("Ask her here")
    agree(here)
    partner.page.goto(at_partner + "people/consents/share/give/")
    partner.look()
    agree(partner)
    page.goto(match)
    page.check("[name=decision][value=link]")
    page.fill("[name=reason]", "核对身份证原件" if language == "zh-hans" else "Seen with her ID card")
    here.press("Save the decision")
    assert here.sees("Your decision is written down.")

    # The partner's doctor reads the linked record and changes nothing there.
    doctor = staff("partner.doctor", language)
    address = find(doctor, f"QP{serial}")
    doctor.open(address + "linked/")
    doctor.page.locator("main table a").first.click()
    doctor.page.wait_for_url("**/linked/*/")
    doctor.look()
    assert f"MP{serial}" in doctor.reads() or name in doctor.reads()


def propose(here, name: str) -> str:
    """The two are proposed; the page shows what agrees, and of the other record a masked identity only."""
    page = here.page
    page.goto("/s/matches/")
    here.press("Look now")
    row = page.locator("main tbody tr", has_text=name)
    row.wait_for()
    here.look()
    row.locator("a[data-open]").click()
    page.wait_for_url("**/s/matches/*/")
    here.look()
    assert here.sees("Linking needs her consent on one side at least.")
    return str(page.url)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_duplicate_is_merged_and_parted_and_nothing_is_lost(staff, language):
    name, serial = ("沈双", 202) if language == "zh-hans" else ("Anna Double", 204)
    clerk = staff("clerk.luo", language)
    page = clerk.page
    stays = register(clerk, name, f"D{serial}A", serial=serial, team="")
    register(clerk, name, f"D{serial}B", serial=None, team="")
    page.goto(f"{stays}merge/")
    clerk.look()
    page.fill("[name=record_number]", f"D{serial}B")
    clerk.press("Compare")
    clerk.look()
    page.fill("[name=reason]", "同一人重复建档" if language == "zh-hans" else "Registered twice")
    clerk.press("Merge the two records")
    clerk.look()
    # The number of the merged record still finds her; parted again, both records are there.
    assert find(clerk, f"D{serial}B") == stays
    page.goto(f"{stays}people/")
    page.locator("a[href*='/merges/']").first.click()
    page.wait_for_url("**/undo/")
    clerk.look()
    clerk.press("Undo the merge")
    assert find(clerk, f"D{serial}B") != stays
    assert find(clerk, f"D{serial}A") == stays


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_an_emergency_a_record_is_opened_for_two_hours_and_reviewed(staff, language):
    nurse = staff("nurse.cui" if language == "zh-hans" else "nurse.tang", language)
    page = nurse.page
    page.goto(f"/s/search/?q={ZHANG.record_number if language == 'zh-hans' else CAST[1].record_number}")
    assert "*" in page.locator("#results tbody th").inner_text()  # masked: not in her care
    nurse.look()
    page.locator("#results tbody a", has_text=nurse.say("Emergency access")).click()
    page.wait_for_url("**/break-glass/")
    nurse.look()
    reason = (
        "夜班急诊：化疗后发热，主管组不在场" if language == "zh-hans" else "Fever in the night, team absent"
    )
    page.fill("[name=reason]", reason)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(RECORD)
    nurse.look()
    assert nurse.sees("Emergency access")
    director = staff("director.fang", language)
    director.open("/s/emergencies/")
    assert reason in director.reads()


def agree(person) -> None:
    """Her consent to share, as she gave it on paper."""
    page = person.page
    if page.locator("[name=share_with]").count():
        page.select_option("[name=share_with]", index=1)
    page.check("[name=channel][value=paper]")
    page.locator("main form button[type=submit], main form .btn--primary").first.click()
    page.wait_for_url("**/people/")
