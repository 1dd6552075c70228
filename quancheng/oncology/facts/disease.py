"""Facts about the disease: admission, diagnosis, pathology, stage, imaging."""

from quancheng.kernel.refused import Findings, msg
from quancheng.oncology.facts.schema import Absent, Body, Choice, Choices, FactKind, Lane, Number, Text
from quancheng.oncology.facts.staging import check_reported_stage, check_tnm

POSITIVE_NEGATIVE = {"positive": msg("Positive"), "negative": msg("Negative")}
YES_NO = {"yes": msg("Yes"), "no": msg("No")}
BEHAVIOURS = {"invasive": msg("Invasive carcinoma"), "in_situ": msg("Carcinoma in situ")}
HISTOLOGIES = {
    "nst": msg("Invasive carcinoma of no special type (ductal)"),
    "lobular": msg("Invasive lobular carcinoma"),
    "mixed": msg("Mixed ductal and lobular carcinoma"),
    "mucinous": msg("Mucinous carcinoma"),
    "tubular": msg("Tubular or cribriform carcinoma"),
    "medullary": msg("Carcinoma with medullary features"),
    "papillary": msg("Papillary carcinoma"),
    "metaplastic": msg("Metaplastic carcinoma"),
    "dcis": msg("Ductal carcinoma in situ"),
    "lcis": msg("Lobular carcinoma in situ"),
    "paget": msg("Paget disease of the nipple"),
    "angiosarcoma": msg("Angiosarcoma"),
    "other": msg("Other type"),
}
GRADES = {"1": msg("Grade 1"), "2": msg("Grade 2"), "3": msg("Grade 3")}
HER2_IHC = {"0": "0", "1+": "1+", "2+": "2+", "3+": "3+"}
T_CODES = {code: code for code in "TX T0 Tis T1 T1mi T1a T1b T1c T2 T3 T4 T4a T4b T4c T4d".split()}
N_CODES = {code: code for code in "NX N0 N0(i+) N1mi N1 N1a N1b N1c N2 N2a N2b N3 N3a N3b N3c".split()}
M_CODES = {code: code for code in "M0 M0(i+) M1".split()}


def check_receptors_agree(body: Body, findings: Findings) -> None:
    """A stated receptor status must agree with its percentage (positive from 1 %)."""
    for marker in ("er", "pr"):
        percent, status = body.value(f"{marker}_percent"), body.value(f"{marker}_status")
        if percent is not None and status is not None and (percent >= 1) != (status == "positive"):
            findings.add(
                msg("%(percent)s %% and “%(status)s” contradict each other: 1 %% or more is positive."),
                params={"percent": percent, "status": status},
                field=f"{marker}_status",
            )


def check_nodes(body: Body, findings: Findings) -> None:
    """No more positive nodes than were examined."""
    examined, positive = body.value("nodes_examined"), body.value("nodes_positive")
    if examined is not None and positive is not None and positive > examined:
        findings.add(
            msg("More positive nodes (%(positive)s) than examined (%(examined)s). Check the report."),
            params={"positive": positive, "examined": examined},
            field="nodes_positive",
        )


_NO_PERCENT = msg("Only where the report gives no percentage")
RECEPTORS = (
    Choice(code="er_status", label=msg("ER"), options=POSITIVE_NEGATIVE, hint=_NO_PERCENT),
    Number(code="er_percent", label=msg("ER positive cells"), low=0, high=100, unit="%"),
    Choice(code="pr_status", label=msg("PR"), options=POSITIVE_NEGATIVE, hint=_NO_PERCENT),
    Number(code="pr_percent", label=msg("PR positive cells"), low=0, high=100, unit="%"),
    Choice(code="her2_ihc", label=msg("HER2 immunohistochemistry"), options=HER2_IHC),
    Choice(
        code="her2_ish",
        label=msg("HER2 in situ hybridisation"),
        options={**POSITIVE_NEGATIVE, "equivocal": msg("Equivocal")},
    ),
    Number(code="her2_ratio", label=msg("HER2/CEP17 ratio"), low=0, high=50),
    Number(code="her2_copies", label=msg("HER2 copies per cell"), low=0, high=100),
    Choice(
        code="her2_status",
        label=msg("HER2 as reported"),
        options=POSITIVE_NEGATIVE,
        hint=msg("Only where the report gives no IHC or ISH result"),
    ),
    Number(code="ki67_percent", label=msg("Ki-67"), low=0, high=100, unit="%"),
)
SURGICAL_SPECIMENS = {
    "conserving": msg("Breast-conserving specimen"),
    "mastectomy": msg("Mastectomy specimen"),
    "re_excision": msg("Re-excision"),
    "sentinel": msg("Sentinel nodes"),
    "axillary": msg("Axillary dissection specimen"),
    "recurrence": msg("Tissue of a recurrence or metastasis"),
}
# CPS+EG asks for the nuclear grade, which a Nottingham grade does not tell.
NUCLEAR_GRADE = Choice(code="nuclear_grade", label=msg("Nuclear grade"), options=GRADES)

ADMISSION = FactKind(
    code="admission",
    label=msg("First admission to this centre"),
    profile="FHIR Encounter",
    lane=Lane.DIAGNOSIS,
    date_label=msg("Admitted on"),
    fields=(
        Choice(
            code="setting",
            label=msg("Setting"),
            options={"outpatient": msg("Outpatient clinic"), "inpatient": msg("Ward")},
        ),
    ),
)

DIAGNOSIS = FactKind(
    code="diagnosis",
    label=msg("Breast cancer diagnosis"),
    profile="mCODE Primary Cancer Condition",
    lane=Lane.DIAGNOSIS,
    date_label=msg("Diagnosed on"),
    sided=True,
    side_required=True,
    fields=(
        Choice(code="behaviour", label=msg("Behaviour"), options=BEHAVIOURS),
        Choice(
            code="basis",
            label=msg("Basis of diagnosis"),
            options={
                "histology": msg("Histopathology"),
                "cytology": msg("Cytology"),
                "imaging": msg("Imaging"),
                "clinical": msg("Clinical examination"),
            },
        ),
        Choice(
            code="detected_by",
            label=msg("How it was found"),
            options={"screening": msg("Screening"), "symptom": msg("Symptom or self-examination")},
        ),
        Text(code="note", label=msg("Note"), absent=()),
    ),
)

BIOPSY = FactKind(
    code="biopsy_pathology",
    label=msg("Biopsy pathology"),
    profile="mCODE Tumor Specimen / FHIR DiagnosticReport",
    lane=Lane.DIAGNOSIS,
    date_label=msg("Reported on"),
    sided=True,
    side_required=True,
    checks=(check_receptors_agree,),
    fields=(
        Choice(
            code="specimen",
            label=msg("Specimen"),
            options={
                "core_needle": msg("Core needle biopsy"),
                "vacuum_assisted": msg("Vacuum-assisted biopsy"),
                "excision": msg("Excisional biopsy"),
                "node": msg("Lymph node biopsy"),
                "metastasis": msg("Biopsy of a metastasis"),
            },
        ),
        Choice(code="histology", label=msg("Histological type"), options=HISTOLOGIES, required=True),
        Choice(code="grade", label=msg("Nottingham grade"), options=GRADES),
        NUCLEAR_GRADE,
        *RECEPTORS,
        Choice(code="lvi", label=msg("Lymphovascular invasion"), options=YES_NO),
    ),
)

SURGICAL = FactKind(
    code="surgical_pathology",
    label=msg("Surgical pathology"),
    profile="mCODE Tumor Specimen / FHIR DiagnosticReport",
    lane=Lane.SURGERY,
    date_label=msg("Reported on"),
    sided=True,
    side_required=True,
    checks=(check_receptors_agree, check_nodes),
    fields=(
        Choices(code="specimen", label=msg("Specimen"), options=SURGICAL_SPECIMENS),
        Choice(code="histology", label=msg("Histological type"), options=HISTOLOGIES, required=True),
        Choice(code="grade", label=msg("Nottingham grade"), options=GRADES),
        NUCLEAR_GRADE,
        Number(code="size_mm", label=msg("Largest invasive tumour"), low=0, high=500, unit="mm"),
        Choice(
            code="margins", label=msg("Margins"), options={"clear": msg("Clear"), "involved": msg("Involved")}
        ),
        Number(code="nodes_examined", label=msg("Nodes examined"), low=0, high=100, whole=True),
        Number(code="nodes_positive", label=msg("Nodes positive"), low=0, high=100, whole=True),
        Number(code="node_met_mm", label=msg("Largest node metastasis"), low=0, high=100, unit="mm"),
        Choice(code="lvi", label=msg("Lymphovascular invasion"), options=YES_NO),
        *RECEPTORS,
        Number(
            code="bed_d1_mm", label=msg("Residual tumour bed, first diameter"), low=0, high=500, unit="mm"
        ),
        Number(
            code="bed_d2_mm", label=msg("Residual tumour bed, second diameter"), low=0, high=500, unit="mm"
        ),
        Number(code="cellularity_percent", label=msg("Residual cellularity"), low=0, high=100, unit="%"),
        Number(code="in_situ_percent", label=msg("In situ part of the residual"), low=0, high=100, unit="%"),
    ),
)

STAGING = FactKind(
    code="tnm",
    label=msg("TNM stage"),
    profile="mCODE TNM Stage Group",
    lane=Lane.DIAGNOSIS,
    date_label=msg("Staged on"),
    sided=True,
    checks=(check_tnm, check_reported_stage),
    fields=(
        Choice(
            code="classification",
            label=msg("Classification"),
            options={
                "c": msg("Clinical (c)"),
                "p": msg("Pathological (p)"),
                "yc": msg("Clinical after neoadjuvant (yc)"),
                "yp": msg("Pathological after neoadjuvant (yp)"),
            },
            required=True,
            # A registry may report a stage without saying whether it is clinical or pathological.
            absent=(Absent.UNKNOWN,),
        ),
        Choice(code="t", label=msg("T"), options=T_CODES),
        Choice(code="n", label=msg("N"), options=N_CODES),
        Choice(code="m", label=msg("M"), options=M_CODES),
        Choice(
            code="stage_group",
            label=msg("Stage as reported"),
            options={code: code for code in "0 I IA IB II IIA IIB III IIIA IIIB IIIC IV".split()},
            hint=msg("Only where T, N and M are not available"),
        ),
    ),
)

IMAGING = FactKind(
    code="imaging",
    label=msg("Imaging summary"),
    profile="FHIR ImagingStudy / DiagnosticReport",
    lane=Lane.DIAGNOSIS,
    date_label=msg("Examined on"),
    sided=True,
    fields=(
        Choice(
            code="modality",
            label=msg("Examination"),
            required=True,
            absent=(),
            options={
                "ultrasound": msg("Breast ultrasound"),
                "mammography": msg("Mammography"),
                "mri": msg("Breast MRI"),
                "chest_ct": msg("Chest CT"),
                "abdomen_us": msg("Abdominal ultrasound"),
                "bone_scan": msg("Bone scan"),
                "pet_ct": msg("PET-CT"),
                "echo": msg("Echocardiogram"),
                "dxa": msg("Bone density (DXA)"),
            },
        ),
        Choice(
            code="birads",
            label=msg("BI-RADS"),
            options={code: code for code in "0 1 2 3 4A 4B 4C 5 6".split()},
        ),
        Number(code="size_mm", label=msg("Largest lesion"), low=0, high=500, unit="mm"),
        Choice(code="suspicious_nodes", label=msg("Suspicious nodes"), options=YES_NO),
        Number(
            code="lvef_percent", label=msg("Left ventricular ejection fraction"), low=5, high=90, unit="%"
        ),
        Text(code="summary", label=msg("Summary"), absent=()),
    ),
)

RECURRENCE = FactKind(
    code="recurrence",
    label=msg("Recurrence or metastasis"),
    profile="mCODE Cancer Disease Status / Secondary Cancer Condition",
    lane=Lane.FOLLOW_UP,
    date_label=msg("Found on"),
    sided=True,
    fields=(
        Choice(
            code="extent",
            label=msg("Extent"),
            required=True,
            options={
                "local": msg("Local recurrence"),
                "regional": msg("Regional node recurrence"),
                "distant": msg("Distant metastasis"),
            },
        ),
        Choices(
            code="sites",
            label=msg("Sites"),
            options={
                "chest_wall": msg("Chest wall or breast"),
                "axilla": msg("Axillary nodes"),
                "supraclavicular": msg("Supraclavicular nodes"),
                "bone": msg("Bone"),
                "lung": msg("Lung"),
                "liver": msg("Liver"),
                "brain": msg("Brain"),
                "other": msg("Other site"),
            },
        ),
        Choice(
            code="adjudication",
            label=msg("Adjudication"),
            required=True,
            absent=(),
            options={
                "suspected": msg("Suspected"),
                "confirmed": msg("Confirmed"),
                "refuted": msg("Ruled out"),
            },
        ),
        Choice(
            code="basis",
            label=msg("Basis"),
            options={
                "histology": msg("Histopathology"),
                "imaging": msg("Imaging"),
                "clinical": msg("Clinical examination"),
            },
        ),
    ),
)

SECOND_PRIMARY = FactKind(
    code="second_primary",
    label=msg("Second primary cancer"),
    profile="mCODE Primary Cancer Condition",
    lane=Lane.FOLLOW_UP,
    date_label=msg("Diagnosed on"),
    fields=(Text(code="site", label=msg("Organ"), required=True, longest=60),),
)

GENETIC = FactKind(
    code="genetic_test",
    label=msg("Genetic test"),
    profile="mCODE Genomic Variant",
    lane=Lane.DIAGNOSIS,
    date_label=msg("Reported on"),
    genetic=True,
    fields=(
        Choice(
            code="test",
            label=msg("Gene or panel"),
            required=True,
            absent=(),
            options={
                "BRCA1": "BRCA1",
                "BRCA2": "BRCA2",
                "PALB2": "PALB2",
                "TP53": "TP53",
                "PIK3CA": "PIK3CA",
                "oncotype21": msg("21-gene recurrence score"),
                "mammaprint70": msg("70-gene signature"),
            },
        ),
        Choice(
            code="result",
            label=msg("Result"),
            options={
                "pathogenic": msg("Pathogenic variant"),
                "vus": msg("Variant of uncertain significance"),
                "none": msg("No pathogenic variant"),
            },
        ),
        Number(code="score", label=msg("Score"), low=0, high=100),
    ),
)

KINDS = (ADMISSION, DIAGNOSIS, BIOPSY, SURGICAL, STAGING, IMAGING, RECURRENCE, SECOND_PRIMARY, GENETIC)
