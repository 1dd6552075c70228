"""The table of sign-ins that `make run` prints: one for each role, in Chinese and English."""

import unicodedata

from quancheng.access.roles import Role
from quancheng.demo.cast import PORTAL
from quancheng.demo.centres import CENTRES, STAFF, Colleague

ROLE_NAMES: dict[Role, tuple[str, str]] = {
    Role.NURSE: ("护士", "Nurse"),
    Role.CASE_MANAGER: ("个案管理师", "Case manager"),
    Role.DOCTOR: ("医生", "Doctor"),
    Role.MDT_EXPERT: ("MDT 专家", "MDT expert"),
    Role.EXTERNAL_MDT_EXPERT: ("院外 MDT 专家", "External MDT expert"),
    Role.MDT_SECRETARY: ("MDT 秘书", "MDT secretary"),
    Role.LYMPHEDEMA_THERAPIST: ("淋巴水肿治疗师", "Lymphoedema therapist"),
    Role.DATA_CLERK: ("数据录入员", "Data clerk"),
    Role.RESEARCHER: ("研究者", "Researcher"),
    Role.QUALITY_DIRECTOR: ("质控主任", "Quality director"),
    Role.VOLUNTEER: ("志愿者", "Volunteer"),
    Role.SYSTEM_ADMIN: ("系统管理员", "System administrator"),
    Role.SECURITY_ADMIN: ("安全管理员", "Security administrator"),
    Role.AUDITOR: ("审计员", "Auditor"),
}


def documented() -> list[tuple[Colleague, str]]:
    """The colleagues whose sign-in is shown, with their hospital's name."""
    return [(person, centre.name) for centre in CENTRES for person in STAFF[centre.code] if person.documented]


def table(address: str, password: str) -> str:
    """The address and the sign-ins, as lines for a terminal."""
    lines = [
        "",
        f"  全程 Quancheng   {address}",
        "  演示数据，人物均为虚构 · Demonstration data, all people are fictitious",
        "",
        f"  工作人员 Staff — 密码 password: {password}",
    ]
    for person, hospital in documented():
        chinese, english = ROLE_NAMES[person.role]
        lines.append(f"    {_wide(person.username, 18)}{_wide(chinese, 16)}{_wide(english, 24)}{hospital}")
    lines += [
        "",
        "  患者与家属 Patients and family — 手机号，验证码显示在屏幕上 phone; the code is shown",
    ]
    for who, chinese, english in PORTAL:
        lines.append(f"    {_wide(who, 18)}{_wide(chinese, 16)}{english}")
    return "\n".join([*lines, "", "  Ctrl-C 结束 stops", ""])


def _wide(text: str, width: int) -> str:
    """The text padded to a width in which a Chinese character counts for two."""
    taken = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
    return text + " " * max(1, width - taken)
