"""Who may do what: permissions, roles and the table that joins them. Plain Python, read by people.

A role says *what* someone may do; the care relation says *for whom*. `WIDE_ROLES` see every patient of
their hospital; everyone else sees the patients of their teams and those they are named on.
"""

from enum import StrEnum

from quancheng.kernel.refused import msg


class Role(StrEnum):
    """A duty that a person holds in a hospital (patients and families have a portal, not a role)."""

    NURSE = "nurse"
    CASE_MANAGER = "case_manager"
    DOCTOR = "doctor"
    MDT_EXPERT = "mdt_expert"
    EXTERNAL_MDT_EXPERT = "external_mdt_expert"
    MDT_SECRETARY = "mdt_secretary"
    LYMPHEDEMA_THERAPIST = "lymphedema_therapist"
    DATA_CLERK = "data_clerk"
    RESEARCHER = "researcher"
    QUALITY_DIRECTOR = "quality_director"
    VOLUNTEER = "volunteer"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDITOR = "auditor"


ROLE_LABELS: dict[Role, str] = {
    Role.NURSE: msg("Nurse"),
    Role.CASE_MANAGER: msg("Case manager"),
    Role.DOCTOR: msg("Doctor"),
    Role.MDT_EXPERT: msg("MDT expert"),
    Role.EXTERNAL_MDT_EXPERT: msg("External MDT expert"),
    Role.MDT_SECRETARY: msg("MDT secretary"),
    Role.LYMPHEDEMA_THERAPIST: msg("Lymphoedema therapist"),
    Role.DATA_CLERK: msg("Data clerk"),
    Role.RESEARCHER: msg("Researcher"),
    Role.QUALITY_DIRECTOR: msg("Quality director"),
    Role.VOLUNTEER: msg("Volunteer"),
    Role.SYSTEM_ADMIN: msg("System administrator"),
    Role.SECURITY_ADMIN: msg("Security administrator"),
    Role.AUDITOR: msg("Auditor"),
}


class Permission(StrEnum):
    """One thing that can be allowed. Each is held by at least one role."""

    FIND_PATIENT = "find_patient"
    REGISTER_PATIENT = "register_patient"
    EDIT_IDENTITY = "edit_identity"
    VIEW_RECORD = "view_record"
    VIEW_GENETICS = "view_genetics"
    RECORD_FACT = "record_fact"
    CORRECT_FACT = "correct_fact"
    WORK_STEPS = "work_steps"
    HAND_OVER_STEPS = "hand_over_steps"
    MANAGE_CONSENT = "manage_consent"
    MANAGE_PORTAL = "manage_portal"
    BREAK_GLASS = "break_glass"
    REVIEW_BREAK_GLASS = "review_break_glass"
    IMPORT_REGISTRY = "import_registry"
    REVIEW_MATCHES = "review_matches"
    MERGE_RECORDS = "merge_records"
    VIEW_REPORTS = "view_reports"
    OPEN_REPORT_PATIENTS = "open_report_patients"
    EDIT_PATHWAYS = "edit_pathways"
    MANAGE_STAFF = "manage_staff"
    UNLOCK_ACCOUNT = "unlock_account"
    MANAGE_HOSPITAL = "manage_hospital"
    READ_AUDIT = "read_audit"


P = Permission
_CLINICAL = frozenset(
    {P.FIND_PATIENT, P.VIEW_RECORD, P.RECORD_FACT, P.WORK_STEPS, P.HAND_OVER_STEPS, P.BREAK_GLASS}
)

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.NURSE: _CLINICAL | {P.REGISTER_PATIENT, P.EDIT_IDENTITY, P.MANAGE_CONSENT, P.MANAGE_PORTAL},
    Role.CASE_MANAGER: _CLINICAL
    | {
        P.REGISTER_PATIENT,
        P.EDIT_IDENTITY,
        P.MANAGE_CONSENT,
        P.MANAGE_PORTAL,
        P.CORRECT_FACT,
        P.REVIEW_MATCHES,
        P.VIEW_REPORTS,
    },
    Role.DOCTOR: _CLINICAL
    | {P.REGISTER_PATIENT, P.EDIT_IDENTITY, P.CORRECT_FACT, P.VIEW_GENETICS, P.MANAGE_CONSENT},
    Role.MDT_EXPERT: frozenset({P.FIND_PATIENT, P.VIEW_RECORD, P.VIEW_GENETICS, P.BREAK_GLASS}),
    Role.EXTERNAL_MDT_EXPERT: frozenset(),
    Role.MDT_SECRETARY: frozenset({P.FIND_PATIENT, P.VIEW_RECORD, P.WORK_STEPS, P.HAND_OVER_STEPS}),
    Role.LYMPHEDEMA_THERAPIST: frozenset({P.FIND_PATIENT, P.VIEW_RECORD, P.RECORD_FACT, P.WORK_STEPS}),
    Role.DATA_CLERK: frozenset(
        {
            P.FIND_PATIENT,
            P.REGISTER_PATIENT,
            P.EDIT_IDENTITY,
            P.VIEW_RECORD,
            P.RECORD_FACT,
            P.CORRECT_FACT,
            P.IMPORT_REGISTRY,
            P.REVIEW_MATCHES,
            P.MERGE_RECORDS,
        }
    ),
    Role.RESEARCHER: frozenset({P.VIEW_REPORTS}),
    Role.QUALITY_DIRECTOR: frozenset(
        {
            P.FIND_PATIENT,
            P.VIEW_RECORD,
            P.VIEW_REPORTS,
            P.OPEN_REPORT_PATIENTS,
            P.REVIEW_BREAK_GLASS,
            P.EDIT_PATHWAYS,
        }
    ),
    Role.VOLUNTEER: frozenset(),
    Role.SYSTEM_ADMIN: frozenset({P.MANAGE_STAFF, P.MANAGE_HOSPITAL}),
    Role.SECURITY_ADMIN: frozenset({P.UNLOCK_ACCOUNT, P.REVIEW_BREAK_GLASS}),
    Role.AUDITOR: frozenset({P.READ_AUDIT}),
}

# These see every patient of their hospital: entering and judging the registry is their whole job.
WIDE_ROLES = frozenset({Role.DATA_CLERK, Role.QUALITY_DIRECTOR})


class ProxyScope(StrEnum):
    """What a patient lets a family member do in her portal."""

    TODAY = "today"
    JOURNEY = "journey"
    DATA = "data"


class Purpose(StrEnum):
    """Why a record is read; stands in every access entry."""

    CARE = "care"
    REGISTRY = "registry"
    QUALITY = "quality"
    EMERGENCY = "emergency"
    LINKED_CARE = "linked_care"
    SELF = "self"
    FAMILY = "family"


PURPOSE_LABELS: dict[Purpose, str] = {
    Purpose.CARE: msg("Care"),
    Purpose.REGISTRY: msg("Registry work"),
    Purpose.QUALITY: msg("Quality review"),
    Purpose.EMERGENCY: msg("Emergency access"),
    Purpose.LINKED_CARE: msg("Shared care between hospitals"),
    Purpose.SELF: msg("The patient herself"),
    Purpose.FAMILY: msg("Family"),
}
