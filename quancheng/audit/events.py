"""What is worth an audit row. Past tense; every type has a label here, so none is without a presenter."""

from enum import StrEnum

from quancheng.kernel.refused import msg


class Event(StrEnum):
    """The type of an audited change."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    ACCOUNT_UNLOCKED = "account_unlocked"
    STAFF_ADDED = "staff_added"
    STAFF_CHANGED = "staff_changed"
    STAFF_DISABLED = "staff_disabled"
    STAFF_ENABLED = "staff_enabled"
    HOSPITAL_CHANGED = "hospital_changed"
    PATIENT_REGISTERED = "patient_registered"
    PATIENT_CHANGED = "patient_changed"
    CONSENT_GIVEN = "consent_given"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    PORTAL_OPENED = "portal_opened"
    PORTAL_CLOSED = "portal_closed"
    PROXY_GRANTED = "proxy_granted"
    PROXY_REVOKED = "proxy_revoked"
    GLASS_BROKEN = "glass_broken"
    GLASS_REVIEWED = "glass_reviewed"
    MATCH_PROPOSED = "match_proposed"
    MATCH_LINKED = "match_linked"
    MATCH_DISMISSED = "match_dismissed"
    MATCH_UNLINKED = "match_unlinked"
    RECORDS_MERGED = "records_merged"
    RECORDS_UNMERGED = "records_unmerged"
    CORRECTION_REQUESTED = "correction_requested"
    CORRECTION_ANSWERED = "correction_answered"
    FACT_RECORDED = "fact_recorded"
    FACT_CORRECTED = "fact_corrected"
    FACT_RETIRED = "fact_retired"
    COURSE_ENROLLED = "course_enrolled"
    STAGE_CHANGED = "stage_changed"
    STEP_DONE = "step_done"
    STEP_HANDED_OVER = "step_handed_over"
    STEP_VARIED = "step_varied"
    STEP_ADDED = "step_added"
    PATHWAY_PUBLISHED = "pathway_published"
    FILE_RECEIVED = "file_received"
    IMPORT_STARTED = "import_started"
    IMPORT_FINISHED = "import_finished"
    IMPORT_STOPPED = "import_stopped"
    IMPORT_UNDONE = "import_undone"
    REPORT_EXPORTED = "report_exported"
    ACCESS_LOG_SEALED = "access_log_sealed"


LABELS: dict[Event, str] = {
    Event.SIGNED_IN: msg("Signed in"),
    Event.SIGN_IN_FAILED: msg("Sign-in failed"),
    Event.SIGNED_OUT: msg("Signed out"),
    Event.ACCOUNT_UNLOCKED: msg("Account unlocked"),
    Event.STAFF_ADDED: msg("Staff member added"),
    Event.STAFF_CHANGED: msg("Staff member changed"),
    Event.STAFF_DISABLED: msg("Staff member disabled"),
    Event.STAFF_ENABLED: msg("Staff member enabled"),
    Event.HOSPITAL_CHANGED: msg("Hospital settings changed"),
    Event.PATIENT_REGISTERED: msg("Patient registered"),
    Event.PATIENT_CHANGED: msg("Patient details changed"),
    Event.CONSENT_GIVEN: msg("Consent given"),
    Event.CONSENT_WITHDRAWN: msg("Consent withdrawn"),
    Event.PORTAL_OPENED: msg("Portal opened for the patient"),
    Event.PORTAL_CLOSED: msg("Portal closed for the patient"),
    Event.PROXY_GRANTED: msg("Family access granted"),
    Event.PROXY_REVOKED: msg("Family access ended"),
    Event.GLASS_BROKEN: msg("Emergency access taken"),
    Event.GLASS_REVIEWED: msg("Emergency access reviewed"),
    Event.MATCH_PROPOSED: msg("Possible same person proposed"),
    Event.MATCH_LINKED: msg("Records linked across hospitals"),
    Event.MATCH_DISMISSED: msg("Proposed match dismissed"),
    Event.MATCH_UNLINKED: msg("Link between hospitals undone"),
    Event.RECORDS_MERGED: msg("Duplicate records merged"),
    Event.RECORDS_UNMERGED: msg("Merge undone"),
    Event.CORRECTION_REQUESTED: msg("Patient asked for a correction"),
    Event.CORRECTION_ANSWERED: msg("Correction request answered"),
    Event.FACT_RECORDED: msg("Clinical fact recorded"),
    Event.FACT_CORRECTED: msg("Clinical fact corrected"),
    Event.FACT_RETIRED: msg("Clinical fact withdrawn as entered in error"),
    Event.COURSE_ENROLLED: msg("Whole-course management started"),
    Event.STAGE_CHANGED: msg("Stage of the course changed"),
    Event.STEP_DONE: msg("Step completed"),
    Event.STEP_HANDED_OVER: msg("Step handed over"),
    Event.STEP_VARIED: msg("Variance recorded"),
    Event.STEP_ADDED: msg("Step added by hand"),
    Event.PATHWAY_PUBLISHED: msg("Pathway version published"),
    Event.FILE_RECEIVED: msg("File received"),
    Event.IMPORT_STARTED: msg("Import started"),
    Event.IMPORT_FINISHED: msg("Import finished"),
    Event.IMPORT_STOPPED: msg("Import stopped"),
    Event.IMPORT_UNDONE: msg("Import undone"),
    Event.REPORT_EXPORTED: msg("Report exported"),
    Event.ACCESS_LOG_SEALED: msg("Access log sealed"),
}
