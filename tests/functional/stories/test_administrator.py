"""Story 8: an administrator adds somebody and closes her account; the trail shows it, and its chain holds."""

import os
import re
import shutil
import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest

from quancheng.kernel import clock
from tests.functional.stories.words import LANGUAGES

NEW = {
    "zh-hans": ("nurse.mei", "梅雪", "乳腺一组", "新口令—雪中梅花开在十一月"),
    "en": ("nurse.olsen", "Ingrid Olsen", "Breast team 1", "a-new-password-2026"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_somebody_comes_works_and_leaves(staff, language):
    username, *_, password = NEW[language]
    admin = staff("admin.ma", language)
    temporary = add(admin)
    newcomer = staff("", language)
    begin(newcomer, username, temporary, password)

    # Her page shows what she may do and until when; then her account is closed.
    page = admin.page
    page.goto(f"/s/admin/staff/?q={username}")
    page.locator("main tbody th a").first.click()
    page.wait_for_url(re.compile(r"/staff/\d+/$"))
    admin.look()
    assert f"L-{username}" in admin.reads()
    page.locator("a[href$='/disable/']").click()
    page.wait_for_url("**/disable/")
    admin.look()
    page.fill("[name=reason]", "离职" if language == "zh-hans" else "Has left")
    admin.press("Close the account")
    page.wait_for_url(re.compile(r"/staff/(\d+/)?$"))

    # The open session dies at her next click.
    newcomer.page.goto("/s/patients/")
    assert "/accounts/login/" in newcomer.page.url
    newcomer.look()

    # The auditor reads who did what.
    auditor = staff("audit.yin", language)
    auditor.open("/s/audit/")
    assert username in auditor.reads()
    auditor.page.locator("main tbody a").first.click()
    auditor.page.wait_for_url("**/s/audit/event/**")
    auditor.look()
    auditor.open("/s/audit/chain/")


def add(admin) -> str:
    """A nurse with every credential, added; the temporary password, which is shown once."""
    username, name, team, _ = NEW[admin.language]
    page, next_year = admin.page, (clock.today() + timedelta(days=365)).isoformat()
    admin.open("/s/admin/staff/")
    admin.follow("Add staff")
    for field, value in {
        "username": username,
        "display_name": name,
        "licence_number": f"L-{username}",
        "licence_expires_on": next_year,
        "internet_hospital_expires_on": next_year,
        "breast_care_since": "2010-09-01",
        "account_expires_on": next_year,
    }.items():
        page.fill(f"[name={field}]", value)
    page.check("[name=internet_hospital_right]")
    page.select_option("[name=department_id]", index=1)
    page.select_option("[name=title]", "associate_senior")
    page.select_option("[name=role_0]", "nurse")
    page.select_option("[name=team_0]", label=team)
    page.locator("main form button[type=submit], main form .btn--primary").last.click()
    secret = page.locator("main code, main .secret, main output").first
    secret.wait_for()
    admin.look()
    return str(secret.inner_text().strip())


def begin(newcomer, username: str, temporary: str, password: str) -> None:
    """She signs in and must choose a password of her own before anything else."""
    page = newcomer.page
    newcomer.sign_in(username, temporary)
    assert "/accounts/password/" in page.url
    newcomer.look()
    page.goto("/s/day/")
    assert "/accounts/password/" in page.url
    for field, value in (("old", temporary), ("new", password), ("again", password)):
        page.fill(f"[name={field}]", value)
    page.locator("main form button[type=submit], main form .btn--primary").first.click()
    page.wait_for_url(re.compile(r"/(s/|accounts/(login|me)/)"))
    if "/accounts/login/" in page.url:
        newcomer.sign_in(username, password)
    newcomer.open("/s/day/")


@pytest.mark.skipif("QUANCHENG_STORIES" in os.environ, reason="touches a file; PostgreSQL: test_tampering.py")
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
