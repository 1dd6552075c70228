"""Which drugs: what was usual in 2015 to 2018, and what is usual now."""

from datetime import date

from quancheng.demo.course.case import Case

RADIOTHERAPY = {25: "50 Gy / 25 f", 15: "40.05 Gy / 15 f"}


def with_antibody(case: Case) -> bool:
    """Whether an antibody is given before surgery: planned, and not declined from the first."""
    short = case.shortfall
    declined = short is not None and short.part == "targeted" and not short.begun
    return "targeted" in case.planned and not declined


def neoadjuvant(case: Case) -> tuple[str, int]:
    """Regimen and cycles before surgery."""
    if with_antibody(case):
        return ("TCbHP", 6) if case.modern else ("EC-TH", 8)
    if case.leading.subtype == "tnbc" and case.modern:
        return "TCb-EC", 8
    return "EC-T", 8


def adjuvant(case: Case) -> tuple[str, int]:
    """Regimen and cycles after surgery."""
    tumour = case.leading
    if tumour.her2_positive:
        return ("EC-T", 8) if tumour.nodes_positive else ("TCb", 6)
    if tumour.nodes_positive or tumour.subtype == "tnbc":
        return "EC-T", 8
    return ("TC", 4) if case.age > 60 or tumour.grade != "3" else ("TC", 6)


def anti_her2(case: Case) -> str:
    """One antibody, or two since the second one can be had."""
    if case.modern and (case.neoadjuvant or case.leading.nodes_positive):
        return "曲妥珠单抗 + 帕妥珠单抗 (HP)"
    return "曲妥珠单抗 (H)"


def endocrine(case: Case, on: date) -> str:
    """Tablets by menopause and risk."""
    if case.person.sex == "male" or (case.person.age_on(on) < 50 and case.leading.nodes_positive == 0):
        return "他莫昔芬 (TAM)"
    if case.person.age_on(on) < 50:
        return "戈舍瑞林 + 依西美坦 (OFS+AI)"
    return ("来曲唑 (LET)", "阿那曲唑 (ANA)", "依西美坦 (EXE)")[case.number % 3]


def endocrine_drugs(case: Case, on: date) -> list[str]:
    """The classes of those tablets: what decides on bones, womb and hormones."""
    regimen = endocrine(case, on)
    if "TAM" in regimen:
        return ["tamoxifen"]
    return ["ai", "ofs"] if "OFS" in regimen else ["ai"]


def palliative(case: Case) -> str:
    """First line for metastatic disease."""
    if case.leading.her2_positive:
        return "THP" if case.modern else "TH"
    return "NX" if case.leading.subtype == "tnbc" else "多西他赛 + 卡培他滨 (TX)"


def maintenance(case: Case) -> str:
    """What keeps a metastatic disease quiet."""
    if case.leading.hormone_positive:
        return "氟维司群 (FUL)"
    return "卡培他滨 (Cape)"
