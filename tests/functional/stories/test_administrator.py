"""Story 8: an administrator adds somebody and closes her account; the trail shows it, and its chain holds."""

import re
import shutil
import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest

from quancheng.kernel import clock
from tests.functional.stories.words import LANGUAGES

NEW = {
    "zh-hans": ("nurse.mei", "梅雪", "乳腺一组", "新口令-梅雪-2026"),
    "en": ("nurse.olsen", "Ingrid Olsen", "Breast team 1", "a-new-password-2026"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_somebody_comes_works_and_leaves(staff, centre, language):
    username, name, team, password = NEW[language]
    admin = staff("admin.ma", language)
    page = admin.page
    next_year = (clock.today() + timedelta(days=365)).isoformat()
    admin.open("/s/admin/staff/")
    admin.follow("Add staff")
    page.fill("[name=username]", username)
    page.fill("[name=display_name]", name)
    page.select_option("[name=department_id]", index=1)
    page.select_option("[name=title]", "associate_senior")
    page.select_option("[name=role_0]", "nurse")
    page.select_option("[name=team_0]", label=team)
    page.fill("[name=licence_number]", f"L-{username}")
    page.fill("[name=licence_expires_on]", next_year)
    page.check("[name=internet_hospital_right]")
    page.fill("[name=internet_hospital_expires_on]", next_year)
    page.fill("[name=breast_care_since]", "2010-09-01")
    page.fill("[name=account_expires_on]", next_year)
    page.locator("main form button[type=submit], main form .btn--primary").last.click()
    secret = page.locator("main code, main .secret, main output").first
    secret.wait_for()
    temporary = secret.inner_text().strip()
    admin.look()

    # She signs in with the temporary password and must choose her own before anything else.
    newcomer = staff("", language)
    newcomer.sign_in(username, temporary)
    assert "/accounts/password/" in newcomer.page.url
    newcomer.look()
    assert "/accounts/password/" in (newcomer.page.goto("/s/day/") and newcomer.page.url)
    for field, value in (("old", temporary), ("new", password), ("again", password)):
        newcomer.page.fill(f"[name={field}]", value)
    newcomer.page.locator("main form button[type=submit], main form .btn--primary").first.click()
    newcomer.page.wait_for_load_state()
    if "/accounts/login/" in newcomer.page.url:
        newcomer.sign_in(username, password)
    newcomer.open("/s/day/")

    # Her account is closed: the open session dies at her next click.
    page.goto(f"/s/admin/staff/?q={username}")
    page.locator("main tbody th a").first.click()
    page.wait_for_url(re.compile(r"/staff/\d+/$"))
    admin.look()
    assert "2010" in admin.reads() or re.search(r"1[56]", admin.reads())
    page.locator("a[href$='/disable/']").click()
    page.wait_for_url("**/disable/")
    admin.look()
    if page.locator("[name=reason]").count():
        page.fill("[name=reason]", "离职" if language == "zh-hans" else "Has left")
    page.locator("main form button[type=submit], main form .btn").first.click()
    page.wait_for_url(re.compile(r"/staff/(\d+/)?$"))
    newcomer.page.goto("/s/patients/")
    assert "/accounts/login/" in newcomer.page.url
    newcomer.look()

    # The auditor reads who did what.
    auditor = staff("audit.yin", language)
    auditor.open("/s/audit/")
    assert username in auditor.reads() or name in auditor.reads()
    auditor.page.locator("main tbody a").first.click()
    auditor.page.wait_for_url("**/s/audit/event/**")
    auditor.look()
    auditor.open("/s/audit/chain/")


def test_the_chain_holds_until_somebody_touches_it(centre, tmp_path):
    told = centre.manage("verify_audit")
    assert told.returncode == 0, told.stdout + told.stderr

    # Somebody with the file in hand takes the triggers away and changes what was said.
    copy = tmp_path / "copy.sqlite3"
    source = sqlite3.connect(centre.folder / "demo.sqlite3")
    with sqlite3.connect(copy) as target:
        source.backup(target)
        for (name,) in target.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            target.execute(f'DROP TRIGGER "{name}"')
        (seq,) = target.execute("SELECT max(seq) / 2 FROM audit_auditevent WHERE hospital_id = 1").fetchone()
        changed = target.execute(
            "UPDATE audit_auditevent SET detail = '{\"touched\": 1}' WHERE hospital_id = 1 AND seq = ?",
            (seq,),
        )
        assert changed.rowcount == 1
    source.close()
    other = replace(centre, environment=centre.environment | {"DATABASE_URL": f"sqlite:///{copy}"})
    told = other.manage("verify_audit")
    assert told.returncode != 0
    assert str(seq) in told.stdout + told.stderr
    shutil.rmtree(tmp_path, ignore_errors=True)
