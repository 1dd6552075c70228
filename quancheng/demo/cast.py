"""The handful of people whom documentation and browser tests call by name; one at least in every stage.

Invented like everybody else, but stable: names, record numbers (10010001 and following) and phones
(19900000001 and following) stay, and each is where her line says on whatever day the demonstration is built.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from quancheng.careplan.states import Stage
from quancheng.demo.course.case import Case, plan
from quancheng.demo.course.timeline import timeline
from quancheng.demo.course.tumour import Tumour
from quancheng.demo.people.person import Person
from quancheng.kernel.dates import add_months
from quancheng.oncology.rules.recording import NewFact

FIRST_RECORD_NUMBER = 10010000
FAR = date(2100, 1, 1)


@dataclass(frozen=True, slots=True)
class Role:
    """One person of the cast: who she is, what she has, and the event that lies so many days from today."""

    serial: int
    name: str
    age: int
    stage: Stage
    event: str
    days: int
    tumours: tuple[dict[str, Any], ...]
    decided: dict[str, Any] = field(default_factory=dict)
    sex: str = "female"
    relation: str = "女儿"
    relative: str = "陈雨欣"

    @property
    def record_number(self) -> str:
        """What stands on her record."""
        return str(FIRST_RECORD_NUMBER + self.serial)

    @property
    def phone(self) -> str:
        """Her mobile."""
        return f"1990000{self.serial:04d}"


LUMINAL = {"subtype": "lum_b", "er": 90, "pr": 60, "ki67": 30, "her2_ihc": "1+", "her2_ish": ""}
LUMINAL_A = {"subtype": "lum_a", "er": 95, "pr": 80, "ki67": 10, "her2_ihc": "1+", "her2_ish": ""}
LUMINAL_HER2 = {"subtype": "lum_her2", "er": 80, "pr": 20, "ki67": 40, "her2_ihc": "3+", "her2_ish": ""}
HER2 = {"subtype": "her2", "er": 0, "pr": 0, "ki67": 50, "her2_ihc": "3+", "her2_ish": ""}
TRIPLE = {"subtype": "tnbc", "er": 0, "pr": 0, "ki67": 70, "her2_ihc": "0", "her2_ish": ""}
EQUIVOCAL = {"subtype": "lum_b", "er": 85, "pr": 40, "ki67": 25, "her2_ihc": "2+", "her2_ish": "negative"}


def _tumour(kind: dict[str, Any], size: int, nodes: int, **more: Any) -> dict[str, Any]:
    plain = {"side": "left", "histology": "nst", "grade": "2", "lvi": nodes > 0}
    return {**plain, **kind, "size_mm": size, "nodes_positive": nodes, **more}


NEO = {"neoadjuvant": True, "dissection": True}
CAST = (
    Role(
        1,
        "张晓梅",
        52,
        Stage.ADJUVANT_CHEMOTHERAPY,
        "chemotherapy",
        -45,
        (_tumour(LUMINAL, 28, 2),),
        {"dissection": True},
    ),
    Role(
        2,
        "李桂芳",
        68,
        Stage.PRE_TREATMENT,
        "biopsy",
        -2,
        (_tumour(EQUIVOCAL, 19, 0, side="right"),),
        relative="赵敏",
    ),
    Role(
        3,
        "周慧敏",
        44,
        Stage.NEOADJUVANT,
        "neoadjuvant",
        -50,
        (_tumour(HER2, 38, 4, grade="3"),),
        NEO,
        relation="丈夫",
        relative="刘强",
    ),
    Role(
        4,
        "吴雪珍",
        57,
        Stage.SURGERY,
        "operation",
        6,
        (_tumour(TRIPLE, 42, 3, grade="3"),),
        NEO,
        relative="孙倩",
    ),
    Role(
        5,
        "孙海燕",
        49,
        Stage.RADIOTHERAPY,
        "radiotherapy",
        -13,
        (_tumour(LUMINAL, 17, 0),),
        {"breast": "conserving"},
        relation="丈夫",
        relative="何志明",
    ),
    Role(
        6,
        "徐丽萍",
        46,
        Stage.TARGETED,
        "radiotherapy_ended",
        -60,
        (_tumour(HER2, 24, 3, grade="3"),),
        {"dissection": True},
        relation="丈夫",
        relative="高伟民",
    ),
    Role(
        7,
        "何秀兰",
        63,
        Stage.ENDOCRINE,
        "endocrine",
        -170,
        (_tumour(LUMINAL_A, 14, 0, side="right"),),
        relative="梁佳",
    ),
    Role(
        8,
        "郑云霞",
        39,
        Stage.FOLLOW_UP,
        "last_therapy",
        -95,
        (_tumour(TRIPLE, 22, 0, grade="3"),),
        {"breast": "conserving"},
        relation="丈夫",
        relative="宋立新",
    ),
    Role(
        9,
        "马建英",
        60,
        Stage.RECURRENT,
        "recurrence",
        -75,
        (_tumour(LUMINAL, 35, 6),),
        {"dissection": True, "recurred_after": 31},
        relative="谢莉莉",
    ),
    Role(
        10,
        "黄爱萍",
        71,
        Stage.PALLIATIVE,
        "palliative",
        -25,
        (_tumour(TRIPLE, 40, 8, grade="3"),),
        {"dissection": True, "recurred_after": 17, "died_after": 30},
        relative="韩静",
    ),
    Role(
        11,
        "林金荣",
        66,
        Stage.ENDOCRINE,
        "endocrine",
        -310,
        (_tumour(LUMINAL, 21, 1),),
        {"dissection": True},
        "male",
        "妻子",
        "吕桂英",
    ),
    Role(
        12,
        "罗春兰",
        54,
        Stage.ADJUVANT_CHEMOTHERAPY,
        "chemotherapy",
        -12,
        (_tumour(LUMINAL_HER2, 23, 0), _tumour(LUMINAL_A, 9, 0, side="right")),
        relative="沈娜",
    ),
    Role(13, "谢玉梅", 58, Stage.NEW, "admission", 0, (_tumour(LUMINAL, 20, 0),), relative="丁婷婷"),
    Role(
        14,
        "冯国英",
        61,
        Stage.LOST,
        "lost",
        -70,
        (_tumour(LUMINAL_A, 16, 0),),
        {"lost_after": 40},
        relation="儿子",
        relative="蒋国强",
    ),
    Role(
        15,
        "唐月琴",
        64,
        Stage.DECEASED,
        "death",
        -120,
        (_tumour(HER2, 45, 11, grade="3"),),
        {"dissection": True, "recurred_after": 18, "died_after": 34},
        relative="曾慧敏",
    ),
)
PORTAL = (
    (CAST[0].phone, "张晓梅（患者）", "Zhang Xiaomei, patient"),
    ("19900010001", "陈雨欣（女儿）", "Chen Yuxin, her daughter"),
)


def _therapy(kind: str, *modalities: str) -> Callable[[NewFact], bool]:
    return lambda found: found.kind == kind and found.body["modality"] in modalities


EVENTS: dict[str, Callable[[NewFact], bool]] = {
    "admission": lambda found: found.kind == "admission",
    "biopsy": lambda found: found.kind == "biopsy_pathology",
    "operation": lambda found: found.kind == "operation",
    "neoadjuvant": _therapy("therapy_started", "chemotherapy"),
    "chemotherapy": _therapy("therapy_started", "chemotherapy"),
    "radiotherapy": _therapy("therapy_started", "radiotherapy"),
    "radiotherapy_ended": _therapy("therapy_ended", "radiotherapy"),
    "endocrine": _therapy("therapy_started", "endocrine"),
    "last_therapy": _therapy("therapy_ended", "radiotherapy"),
    "recurrence": lambda found: found.kind == "recurrence",
    "palliative": lambda found: found.kind == "palliative_care",
    "lost": lambda found: found.kind == "lost_to_follow_up",
    "death": lambda found: found.kind == "death",
}


def cast_cases(seed: str, today: date) -> list[Case]:
    """The cast's cases, each admitted on the day that puts her event where it belongs."""
    return [_case(role, seed, today) for role in CAST]


def _case(role: Role, seed: str, today: date) -> Case:
    wanted, admitted_on = today + timedelta(days=role.days), today + timedelta(days=role.days)
    for _ in range(4):  # months differ in length, so one shift may be a day or two off
        case = _cast(role, seed, admitted_on, today)
        happened = next(found.on for found in timeline(case, FAR) if EVENTS[role.event](found))
        if happened == wanted or happened is None:
            break
        admitted_on += wanted - happened
    return case


def _cast(role: Role, seed: str, admitted_on: date, today: date) -> Case:
    birth_on = add_months(today, -12 * role.age) - timedelta(days=40 + role.serial * 9)
    person = Person(role.serial, role.name, role.sex, birth_on, role.relation, role.relative)
    tumours = [Tumour(**values) for values in role.tumours]
    # A multiple of three: all of them are patients of the first team, whose people are documented.
    case = Case(role.serial * 3, f"{seed}:cast:{role.serial}", person, admitted_on, tumours, **role.decided)
    case.record_number, case.modern, case.enrolled_on = role.record_number, True, admitted_on
    case.planned = plan(case)
    return case
