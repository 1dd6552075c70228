"""One tumour: its biology and its extent, drawn so that they belong together.

Shares follow what large Chinese hospital cohorts report: about a quarter Luminal A-like, a seventh
triple-negative, a quarter HER2-positive; half of the invasive tumours T2; four in ten with positive nodes.
"""

from dataclasses import dataclass
from random import Random

from quancheng.demo.course.chance import between, draw

LUMINAL_A, LUMINAL_B, LUMINAL_HER2, HER2, TRIPLE_NEGATIVE = "lum_a", "lum_b", "lum_her2", "her2", "tnbc"
SUBTYPES = {LUMINAL_A: 25, LUMINAL_B: 35, LUMINAL_HER2: 14, HER2: 11, TRIPLE_NEGATIVE: 15}
DCIS_SHARE = 0.09


@dataclass(slots=True)
class Tumour:
    """What biopsy, imaging and the surgical specimen show. Sizes in millimetres, receptors in percent."""

    side: str
    subtype: str
    histology: str
    grade: str
    er: int
    pr: int
    ki67: int
    her2_ihc: str
    her2_ish: str
    size_mm: int
    nodes_positive: int
    lvi: bool
    skin: bool = False
    metastatic: bool = False

    @property
    def in_situ(self) -> bool:
        """Ductal carcinoma in situ."""
        return self.histology == "dcis"

    @property
    def hormone_positive(self) -> bool:
        """ER or PR of 1 % or more."""
        return self.er >= 1 or self.pr >= 1

    @property
    def her2_positive(self) -> bool:
        """IHC 3+, or 2+ with gene amplification."""
        return self.her2_ihc == "3+" or self.her2_ish == "positive"

    @property
    def clinical_size_mm(self) -> int:
        """As measured by ultrasound, which reads a little above the specimen."""
        return max(4, round(self.size_mm * 1.12))

    @property
    def t(self) -> str:
        """T category of the size (the skin makes it T4b)."""
        if self.in_situ:
            return "Tis"
        return "T4b" if self.skin else t_of(self.size_mm)

    @property
    def clinical_t(self) -> str:
        """T category of the size on imaging, as clinicians write it."""
        if self.in_situ:
            return "Tis"
        return "T4b" if self.skin else t_of(self.clinical_size_mm)[:2]

    @property
    def clinical_n(self) -> str:
        """What palpation and ultrasound make of the axilla: few nodes are often missed."""
        if self.nodes_positive >= 10:
            return "N3a"
        if self.nodes_positive >= 4:
            return "N2a" if self.nodes_positive >= 6 else "N1"
        return "N1" if self.nodes_positive >= 2 else "N0"

    @property
    def n(self) -> str:
        """pN category of the positive nodes."""
        return n_of(self.nodes_positive)

    @property
    def high_risk(self) -> bool:
        """What makes chemotherapy before surgery likely: large, nodes, or a biology that answers to it."""
        return self.size_mm > 50 or self.skin or self.nodes_positive >= 4


def t_of(size_mm: int) -> str:
    """T category by the largest invasive diameter."""
    for limit, code in ((0, "T0"), (1, "T1mi"), (5, "T1a"), (10, "T1b"), (20, "T1c"), (50, "T2")):
        if size_mm <= limit:
            return code
    return "T3"


def n_of(positive: int) -> str:
    """pN category by the number of positive nodes."""
    if positive == 0:
        return "N0"
    return "N1a" if positive <= 3 else "N2a" if positive <= 9 else "N3a"


def draw_tumour(rng: Random, *, side: str = "", subtype: str = "", in_situ: bool | None = None) -> Tumour:
    """A tumour whose parts fit together; what is named is given, the rest is drawn."""
    side = side or draw(rng, {"left": 51, "right": 49})
    if in_situ if in_situ is not None else (not subtype and rng.random() < DCIS_SHARE):
        return _in_situ(rng, side)
    kind = subtype or draw(rng, SUBTYPES)
    er, pr, ki67 = _markers(rng, kind)
    ihc, ish = _her2(rng, kind)
    size = _size(rng)
    nodes = _nodes(rng, size)
    grade = draw(rng, {"1": 22, "2": 72, "3": 6} if kind == LUMINAL_A else {"1": 2, "2": 48, "3": 50})
    return Tumour(
        side=side,
        subtype=kind,
        histology=_histology(rng, kind),
        grade=grade,
        er=er,
        pr=pr,
        ki67=ki67,
        her2_ihc=ihc,
        her2_ish=ish,
        size_mm=size,
        nodes_positive=nodes,
        lvi=rng.random() < (0.55 if nodes else 0.15),
        skin=size > 30 and rng.random() < 0.06,
    )


def _in_situ(rng: Random, side: str) -> Tumour:
    er = draw(rng, {0: 25, 70: 20, 80: 25, 90: 30})
    return Tumour(
        side=side,
        subtype="dcis",
        histology="dcis",
        grade=draw(rng, {"1": 20, "2": 45, "3": 35}),
        er=er,
        pr=max(0, er - between(rng, 0, 50)),
        ki67=draw(rng, {5: 30, 10: 40, 15: 20, 30: 10}),
        her2_ihc=draw(rng, {"0": 20, "1+": 35, "2+": 20, "3+": 25}),
        her2_ish="",
        size_mm=between(rng, 6, 45),
        nodes_positive=0,
        lvi=False,
    )


def _markers(rng: Random, kind: str) -> tuple[int, int, int]:
    if kind == LUMINAL_A:
        return between(rng, 12, 19) * 5, between(rng, 4, 18) * 5, between(rng, 1, 3) * 5
    if kind in (LUMINAL_B, LUMINAL_HER2):
        low = rng.random() < 0.05
        er = between(rng, 1, 9) if low else between(rng, 8, 19) * 5
        return (
            er,
            0 if low else draw(rng, {0: 18, 5: 12, 10: 15, 40: 20, 60: 20, 80: 15}),
            between(rng, 5, 14) * 5,
        )
    return 0, 0, between(rng, 6, 17) * 5


def _her2(rng: Random, kind: str) -> tuple[str, str]:
    if kind in (LUMINAL_HER2, HER2):
        return ("3+", "") if rng.random() < 0.78 else ("2+", "positive")
    ihc = draw(rng, {"0": 34, "1+": 42, "2+": 24})
    return ihc, "negative" if ihc == "2+" else ""


def _histology(rng: Random, kind: str) -> str:
    if kind == LUMINAL_A:
        return draw(rng, {"nst": 80, "lobular": 9, "mucinous": 7, "tubular": 2, "papillary": 2})
    if kind == TRIPLE_NEGATIVE:
        return draw(rng, {"nst": 90, "medullary": 5, "metaplastic": 5})
    return draw(rng, {"nst": 93, "lobular": 4, "mixed": 3})


def _size(rng: Random) -> int:
    band = draw(rng, {(3, 10): 14, (11, 20): 33, (21, 35): 36, (36, 50): 10, (51, 95): 7})
    return between(rng, *band)


def _nodes(rng: Random, size: int) -> int:
    positive = 0.22 if size <= 10 else 0.34 if size <= 20 else 0.48 if size <= 50 else 0.72
    if rng.random() > positive:
        return 0
    band = draw(
        rng, {(1, 3): 58, (4, 9): 28, (10, 22): 14} if size > 20 else {(1, 3): 76, (4, 9): 19, (10, 15): 5}
    )
    return between(rng, *band)
