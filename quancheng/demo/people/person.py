"""One invented person: name, birth, numbers that no real person has."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from quancheng.demo.people.names import full_name
from quancheng.kernel.resident_id import make_resident_id

# No place has a code that begins with 99 and no phone company gave out 1990000…: nobody is called by mistake.
REGION = "990105"
PATIENT_PHONES = "1990000"
FAMILY_PHONES = "1990001"


@dataclass(frozen=True, slots=True)
class Person:
    """Who the patient is; `serial` makes phone and resident ID differ from everybody else's."""

    serial: int
    name: str
    sex: str
    birth_on: date
    relation: str
    relative: str

    @property
    def resident_id(self) -> str:
        """A well-formed number of a region that does not exist."""
        digits = self.serial * 2 % 1000 + (1 if self.sex == "male" else 0)
        region = f"{REGION[:4]}{self.serial // 500 % 100:02d}"
        return make_resident_id(region, self.birth_on, digits)

    @property
    def phone(self) -> str:
        """Her mobile."""
        return f"{PATIENT_PHONES}{self.serial:04d}"

    @property
    def family_phone(self) -> str:
        """The mobile of the relative who is called when she cannot be reached."""
        return f"{FAMILY_PHONES}{self.serial:04d}"

    def age_on(self, on: date) -> int:
        """Completed years of life."""
        return on.year - self.birth_on.year - ((on.month, on.day) < (self.birth_on.month, self.birth_on.day))


def draw_person(rng: Random, serial: int, on: date, *, sex: str = "female") -> Person:
    """A person of the age at which breast cancer comes in China: half before 50, few before 35."""
    middle = 62 if sex == "male" else 50
    age = min(max(rng.gauss(middle, 11), 25), 84)
    birth_on = on - timedelta(days=int(age * 365.25) + rng.randrange(365))
    name = full_name(rng, sex, birth_on.year)
    relation, family_sex = _relative(rng, sex, age)
    years_apart = {"女儿": 26, "儿子": 26}.get(relation, 0)
    relative = full_name(rng, family_sex, birth_on.year + years_apart)
    if years_apart:
        # Children in China mostly carry the father's name; half of them share the patient's here.
        relative = relative if rng.random() < 0.5 else name[0] + relative[1:]
    return Person(serial, name, sex, birth_on, relation, relative)


def _relative(rng: Random, sex: str, age: float) -> tuple[str, str]:
    if age > 52 and rng.random() < 0.55:
        return ("女儿", "female") if rng.random() < 0.6 else ("儿子", "male")
    return ("妻子", "female") if sex == "male" else ("丈夫", "male")
