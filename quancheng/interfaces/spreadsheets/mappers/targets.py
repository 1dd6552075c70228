"""Where a column can go, in the words of the clinic; and where a column of this name probably goes."""

from collections.abc import Container

from django.utils.translation import gettext as _

from quancheng.interfaces.spreadsheets.mappers.presets import COVERED, PRESETS
from quancheng.interfaces.spreadsheets.schemas import PATIENT_FIELDS, SPECIALS, Definition
from quancheng.kernel.text import normalise
from quancheng.oncology.facts import KINDS, FactKind
from quancheng.oncology.facts.treatment import MODALITIES
from quancheng.ui.words import speaking

Group = tuple[str, list[tuple[str, str]]]
# One column, several targets: they are joined by a plus sign.
DIAGNOSIS_AND_ALL = "diagnosis.@date+*.@date"

# What hospital systems call these, beside our own labels.
_ALSO: dict[str, str] = {
    "病历号": "patient.record_number", "病案号": "patient.record_number", "住院号": "patient.record_number",
    "门诊号": "patient.record_number", "患者编号": "patient.record_number", "mrn": "patient.record_number",
    "patient id": "patient.record_number", "record number": "patient.record_number",
    "患者姓名": "patient.name", "姓名": "patient.name", "patient name": "patient.name",
    "性别": "patient.sex", "gender": "patient.sex",
    "出生日期": "patient.birth_on", "出生年月日": "patient.birth_on", "date of birth": "patient.birth_on",
    "诊断年龄": "patient.age_at_diagnosis", "确诊年龄": "patient.age_at_diagnosis",
    "身份证": "patient.resident_id", "身份证号": "patient.resident_id", "身份证号码": "patient.resident_id",
    "证件号码": "patient.resident_id", "id number": "patient.resident_id",
    "护照": "patient.passport", "护照号": "patient.passport",
    "手机": "patient.phone", "手机号": "patient.phone", "电话": "patient.phone", "联系电话": "patient.phone",
    "地址": "patient.address", "住址": "patient.address", "过敏史": "patient.allergies",
    "侧别": "*.@side", "患侧": "*.@side", "side": "*.@side", "laterality": "*.@side",
    "诊断日期": "diagnosis.@date", "确诊日期": "diagnosis.@date", "diagnosis date": "diagnosis.@date",
    "diagnosed on": "diagnosis.@date",
    "病理日期": "surgical_pathology.@date", "pathology date": "surgical_pathology.@date",
    "手术日期": "operation.@date", "operation date": "operation.@date", "surgery date": "operation.@date",
    "死亡日期": "death.@date", "date of death": "death.@date",
    "病理类型": "surgical_pathology.histology", "组织学类型": "surgical_pathology.histology",
    "histology": "surgical_pathology.histology",
    "组织学分级": "surgical_pathology.grade", "grade": "surgical_pathology.grade",
    "肿瘤大小": "surgical_pathology.size_mm", "肿瘤大小(mm)": "surgical_pathology.size_mm",
    "tumour size (mm)": "surgical_pathology.size_mm", "tumor size (mm)": "surgical_pathology.size_mm",
    "阳性淋巴结": "surgical_pathology.nodes_positive", "阳性淋巴结数": "surgical_pathology.nodes_positive",
    "er": "surgical_pathology.er_status", "pr": "surgical_pathology.pr_status",
    "er%": "surgical_pathology.er_percent", "pr%": "surgical_pathology.pr_percent",
    "her2": "surgical_pathology.her2_ihc", "her-2": "surgical_pathology.her2_ihc",
    "ki67": "surgical_pathology.ki67_percent", "ki-67": "surgical_pathology.ki67_percent",
    "ki67(%)": "surgical_pathology.ki67_percent", "ki-67(%)": "surgical_pathology.ki67_percent",
    "pt": "tnm_p.t", "pn": "tnm_p.n", "ct": "tnm_c.t", "cn": "tnm_c.n", "cm": "tnm_c.m",
    "病理t分期": "tnm_p.t", "病理n分期": "tnm_p.n", "临床t分期": "tnm_c.t", "临床n分期": "tnm_c.n",
    "手术方式": "operation.breast", "腋窝手术": "operation.axilla",
}  # fmt: skip


def choices() -> list[Group]:
    """Everything a column can become, grouped, in the language of the page."""
    groups: list[Group] = [
        (_("The patient"), [(f"patient.{code}", _(label)) for code, label in PATIENT_FIELDS.items()]),
        (
            _("Every fact of the row"),
            [
                ("*.@side", _("Side of all findings")),
                ("*.@date", _("Date of all findings without their own")),
                (DIAGNOSIS_AND_ALL, _("Diagnosis date, also for findings without their own")),
            ],
        ),
    ]
    groups += [
        (_(kind.label), _options(kind.code, _(kind.label), kind, ()))
        for kind in KINDS.values()
        if kind.code not in COVERED
    ]
    return groups + [
        (_(label), _options(name, _(label), KINDS[fact["kind"]], fact["constants"]))
        for name, (label, fact) in PRESETS.items()
    ]


def _options(name: str, label: str, kind: FactKind, fixed: Container[str]) -> list[tuple[str, str]]:
    colon = _(": ")
    found = [(f"{name}.@date", f"{label}{colon}{_(kind.date_label)}")]
    if kind.sided:
        found.append((f"{name}.@side", f"{label}{colon}{_('side')}"))
    fields = [spec for spec in kind.fields if spec.code not in fixed]
    return found + [(f"{name}.{spec.code}", f"{label}{colon}{_(spec.label)}") for spec in fields]


def words_for(target: str, definition: Definition) -> str:
    """A target in words: the fact and the field."""
    head, _dot, tail = target.partition(".")
    if head == "patient":
        return _(PATIENT_FIELDS[tail])
    if head == "*":
        return _("Side of all findings") if tail == "@side" else _("Date of all findings without their own")
    rule = next(rule for rule in definition.facts if rule.name == head)
    kind = KINDS[rule.kind]
    label = _(PRESETS[head][0]) if head in PRESETS else _(kind.label)
    if head not in PRESETS and "modality" in rule.constants:
        label = f"{_(MODALITIES[rule.constants['modality']])} – {label}"
    field = _(SPECIALS[tail]) if tail in SPECIALS else _(kind.field(tail).label)
    return f"{label}{_(': ')}{field}"


def guess(header: str) -> str:
    """The target that a column of this name probably means; empty where nothing is sure."""
    name = normalise(header).lower()
    if name in _ALSO:
        return _ALSO[name]
    for language in ("zh-hans", "en"):
        with speaking(language):
            for code, label in PATIENT_FIELDS.items():
                if normalise(_(label)).lower() == name:
                    return f"patient.{code}"
    return ""
