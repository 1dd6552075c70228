"""What is worth an audit row. Past tense; every type has a label here, so none is without a presenter."""

from enum import StrEnum

from quancheng.kernel.refused import msg


class Event(StrEnum):
    """The type of an audited change."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    ACCOUNT_LOCKED = "account_locked"
    ACCOUNT_UNLOCKED = "account_unlocked"
    ACCOUNT_OPENED = "account_opened"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the name of an event
    PASSWORD_RESET = "password_reset"  # noqa: S105
    SECOND_FACTOR_SET = "second_factor_set"
    SECOND_FACTOR_REMOVED = "second_factor_removed"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    STAFF_ADDED = "staff_added"
    STAFF_CHANGED = "staff_changed"
    STAFF_DISABLED = "staff_disabled"
    STAFF_ENABLED = "staff_enabled"
    HOSPITAL_CHANGED = "hospital_changed"
    AUDIT_VERIFIED = "audit_verified"
    PATIENT_REGISTERED = "patient_registered"
    PATIENT_CHANGED = "patient_changed"
    PATIENT_REMOVED = "patient_removed"
    IDENTIFIERS_SHOWN = "identifiers_shown"
    COLLEAGUE_NAMED = "colleague_named"
    NAMING_ENDED = "naming_ended"
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
    STEP_REOPENED = "step_reopened"
    PATHWAY_PUBLISHED = "pathway_published"
    FILE_RECEIVED = "file_received"
    FILE_DOWNLOADED = "file_downloaded"
    MAPPING_SAVED = "mapping_saved"
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
    Event.ACCOUNT_LOCKED: msg("Account locked after failed sign-ins"),
    Event.ACCOUNT_UNLOCKED: msg("Account unlocked"),
    Event.ACCOUNT_OPENED: msg("Account opened for a patient or relative"),
    Event.PASSWORD_CHANGED: msg("Password changed"),
    Event.PASSWORD_RESET: msg("Password reset by an administrator"),
    Event.SECOND_FACTOR_SET: msg("Second factor set up"),
    Event.SECOND_FACTOR_REMOVED: msg("Second factor removed"),
    Event.RECOVERY_CODES_MADE: msg("Recovery codes made"),
    Event.STAFF_ADDED: msg("Staff member added"),
    Event.STAFF_CHANGED: msg("Staff member changed"),
    Event.STAFF_DISABLED: msg("Staff member disabled"),
    Event.STAFF_ENABLED: msg("Staff member enabled"),
    Event.HOSPITAL_CHANGED: msg("Hospital settings changed"),
    Event.AUDIT_VERIFIED: msg("Audit trail verified"),
    Event.PATIENT_REGISTERED: msg("Patient registered"),
    Event.PATIENT_CHANGED: msg("Patient details changed"),
    Event.PATIENT_REMOVED: msg("Patient removed with the import that registered her"),
    Event.IDENTIFIERS_SHOWN: msg("Full ID numbers shown"),
    Event.COLLEAGUE_NAMED: msg("Colleague named on a record"),
    Event.NAMING_ENDED: msg("Colleague no longer named on a record"),
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
    Event.STEP_REOPENED: msg("Step opened again"),
    Event.PATHWAY_PUBLISHED: msg("Pathway version published"),
    Event.FILE_RECEIVED: msg("File received"),
    Event.FILE_DOWNLOADED: msg("Received file or refused rows downloaded"),
    Event.MAPPING_SAVED: msg("Matching of columns saved"),
    Event.IMPORT_STARTED: msg("Import started"),
    Event.IMPORT_FINISHED: msg("Import finished"),
    Event.IMPORT_STOPPED: msg("Import stopped"),
    Event.IMPORT_UNDONE: msg("Import undone"),
    Event.REPORT_EXPORTED: msg("Report exported"),
    Event.ACCESS_LOG_SEALED: msg("Access log sealed"),
}
