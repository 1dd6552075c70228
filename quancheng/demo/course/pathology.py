"""First visit, biopsy, staging, operation and specimen: the findings that a case starts from."""

from datetime import date, timedelta
from random import Random
from typing import Any

from quancheng.demo.course.case import Case
from quancheng.demo.course.chance import between, draw
from quancheng.demo.course.facts import NOT_DONE, PENDING, fact
from quancheng.demo.course.tumour import Tumour, n_of, t_of
from quancheng.oncology.rules.recording import NewFact

RESPONSES = {  # chance of a complete response, by biology
    "tnbc": 0.34,
    "her2": 0.45,
    "lum_her2": 0.28,
    "lum_b": 0.09,
    "lum_a": 0.04,
}


def first_visit(case: Case, rng: Random) -> list[NewFact]:
    """Admission, general condition, imaging, biopsy, diagnosis and clinical stage."""
    day = case.admitted_on
    setting = "inpatient" if rng.random() < 0.7 else "outpatient"
    facts = [fact("admission", day, setting=setting), *_condition(case, day, rng)]
    for tumour in case.tumours:
        facts += _findings(case, tumour, day, rng)
    biopsied = day + timedelta(days=between(rng, 2, 4))
    for tumour in case.tumours:
        facts += diagnosis(case, tumour, biopsied)
    return facts


def diagnosis(case: Case, tumour: Tumour, on: date, *, ish_pending: bool = False) -> list[NewFact]:
    """Biopsy report, diagnosis and clinical TNM of one side."""
    behaviour = "in_situ" if tumour.in_situ else "invasive"
    found_by = "screening" if tumour.size_mm <= 15 and case.number % 3 == 0 else "symptom"
    values = markers(tumour)
    if ish_pending:
        values |= {"her2_ihc": "2+", "her2_ish": PENDING}
    return [
        fact(
            "biopsy_pathology", on, tumour.side, specimen="core_needle", histology=tumour.histology,
            grade=tumour.grade, **values,
        ),
        fact("diagnosis", on, tumour.side, behaviour=behaviour, basis="histology", detected_by=found_by),
        fact(
            "tnm", on + timedelta(days=1), tumour.side, classification="c", t=tumour.clinical_t,
            n="N0" if tumour.in_situ else tumour.clinical_n, m="M1" if tumour.metastatic else "M0",
        ),
    ]  # fmt: skip


def markers(tumour: Tumour) -> dict[str, Any]:
    """Receptors as the report gives them; HER2 of a carcinoma in situ is often not tested."""
    found: dict[str, Any] = {"er_percent": tumour.er, "pr_percent": tumour.pr, "ki67_percent": tumour.ki67}
    if tumour.in_situ and tumour.er >= 80:
        return found | {"her2_ihc": NOT_DONE}
    found["her2_ihc"] = tumour.her2_ihc
    if tumour.her2_ish:
        positive = tumour.her2_ish == "positive"
        found |= {
            "her2_ish": tumour.her2_ish,
            "her2_ratio": 3.1 if positive else 1.2,
            "her2_copies": 7.4 if positive else 2.3,
        }
    return found


def _condition(case: Case, day: date, rng: Random) -> list[NewFact]:
    facts = [
        fact(
            "body_measures",
            day,
            height_cm=_height(case, rng),
            weight_kg=round(min(max(rng.gauss(59, 8), 40), 95), 1),
        ),
        fact("performance_status", day, ecog="0" if case.age < 68 else "1"),
    ]
    if case.person.sex == "female":
        age = case.age + between(rng, -2, 2)
        status = "pre" if age < 48 else "peri" if age < 52 else "post"
        facts.append(fact("menopausal_status", day, status=status))
    facts += [fact("comorbidity", day, condition=name) for name in case.comorbidities]
    return facts


def _height(case: Case, rng: Random) -> int:
    return round(rng.gauss(158 if case.person.sex == "female" else 170, 5))


def _findings(case: Case, tumour: Tumour, day: date, rng: Random) -> list[NewFact]:
    birads = draw(rng, {"4C": 45, "5": 40, "4B": 15})
    suspicious = "no" if tumour.clinical_n == "N0" else "yes"
    facts = [
        fact(
            "imaging", day, tumour.side, modality="ultrasound", birads=birads,
            size_mm=tumour.clinical_size_mm, suspicious_nodes=suspicious,
        )
    ]  # fmt: skip
    if case.person.sex == "female":
        facts.append(
            fact("imaging", day + timedelta(days=1), tumour.side, modality="mammography", birads=birads)
        )
    if tumour.high_risk or tumour.metastatic:
        facts.append(fact("imaging", day + timedelta(days=2), modality="chest_ct"))
    return facts


def response_of(case: Case) -> float:
    """How much of the tumour is left after neoadjuvant treatment: 0 for a complete response."""
    luck = (case.number * 37 % 100) / 100
    complete = RESPONSES.get(case.leading.subtype, 0.1)
    return 0.0 if luck < complete else 0.25 + 0.6 * (luck - complete)


def after_neoadjuvant(case: Case, on: date) -> list[NewFact]:
    """Ultrasound and clinical stage before the operation."""
    tumour, left = case.leading, response_of(case)
    size = round(tumour.clinical_size_mm * left)
    node = "N0" if left < 0.5 else tumour.clinical_n
    return [
        fact("imaging", on, tumour.side, modality="ultrasound", size_mm=size, birads="6"),
        fact(
            "tnm", on + timedelta(days=1), tumour.side, classification="yc", t=t_of(size)[:2], n=node, m="M0"
        ),
    ]


def operation(
    case: Case, tumour: Tumour, on: date, breast: str, reconstruction: str, *, again: bool = False
) -> list[NewFact]:
    """What was done to one side."""
    own = breast if tumour is case.leading else "mastectomy"
    dissected = tumour.nodes_positive > 0 or (case.dissection and tumour is case.leading)
    axilla = "none" if again else "alnd" if dissected else "slnb"
    if axilla == "alnd" and not case.neoadjuvant and tumour.nodes_positive <= 2:
        axilla = "slnb_alnd"
    return [
        fact(
            "operation", on, tumour.side, breast=own, axilla=axilla,
            levels="I-II" if dissected and not again else None,
            reconstruction=reconstruction if tumour is case.leading else "none",
        )
    ]  # fmt: skip


def specimen(case: Case, tumour: Tumour, on: date, rng: Random) -> list[NewFact]:
    """The surgical report and the pathological stage; after neoadjuvant treatment what is left."""
    if case.neoadjuvant and tumour is case.leading:
        return _residual(case, tumour, on, rng)
    size = None if tumour.in_situ else tumour.size_mm
    examined = max(_examined(case, tumour, rng), tumour.nodes_positive)
    margin = "involved" if case.conserving_failed and tumour is case.leading else "clear"
    return [
        fact(
            "surgical_pathology", on, tumour.side, histology=tumour.histology, grade=tumour.grade,
            size_mm=size, margins=margin, nodes_examined=examined, nodes_positive=tumour.nodes_positive,
            node_met_mm=between(rng, 3, 14) if tumour.nodes_positive else None,
            lvi="yes" if tumour.lvi else "no", **markers(tumour),
        ),
        fact("tnm", on + timedelta(days=1), tumour.side, classification="p", t=tumour.t, n=tumour.n),
    ]  # fmt: skip


def _residual(case: Case, tumour: Tumour, on: date, rng: Random) -> list[NewFact]:
    left = response_of(case)
    size, nodes = round(tumour.size_mm * left), round(tumour.nodes_positive * left)
    examined = max(_examined(case, tumour, rng), nodes)
    bed = max(size, round(tumour.size_mm * 0.5))
    values = markers(tumour) if size else {}
    return [
        fact(
            "surgical_pathology", on, tumour.side, histology=tumour.histology,
            grade=tumour.grade if size else None, size_mm=size, margins="clear", nodes_examined=examined,
            nodes_positive=nodes, node_met_mm=between(rng, 3, 9) if nodes else None,
            bed_d1_mm=bed, bed_d2_mm=round(bed * 0.7), cellularity_percent=round(60 * left) if size else 0,
            in_situ_percent=0 if not size else 5, **values,
        ),
        fact("tnm", on + timedelta(days=1), tumour.side, classification="yp", t=t_of(size), n=n_of(nodes)),
    ]  # fmt: skip


def _examined(case: Case, tumour: Tumour, rng: Random) -> int:
    dissected = tumour.nodes_positive > 0 or (case.dissection and tumour is case.leading)
    return between(rng, 14, 27) if dissected else between(rng, 3, 6)
