"""What people read for a permission. English msgids; pages translate them. Roles have theirs in `roles`."""

from quancheng.access.roles import Permission
from quancheng.kernel.refused import msg

PERMISSIONS: dict[Permission, str] = {
    Permission.FIND_PATIENT: msg("Find patients of the hospital"),
    Permission.REGISTER_PATIENT: msg("Register a patient"),
    Permission.EDIT_IDENTITY: msg("Change name, numbers and contacts"),
    Permission.VIEW_RECORD: msg("Read the record of patients in care"),
    Permission.VIEW_GENETICS: msg("Read genetic results"),
    Permission.RECORD_FACT: msg("Record clinical facts"),
    Permission.CORRECT_FACT: msg("Correct clinical facts"),
    Permission.WORK_STEPS: msg("Work on steps of the plan"),
    Permission.HAND_OVER_STEPS: msg("Hand steps over"),
    Permission.MANAGE_CONSENT: msg("Record and withdraw consents"),
    Permission.MANAGE_PORTAL: msg("Open and close the patient's portal"),
    Permission.BREAK_GLASS: msg("Take emergency access, with a reason"),
    Permission.REVIEW_BREAK_GLASS: msg("Review emergency access"),
    Permission.IMPORT_REGISTRY: msg("Import registry files"),
    Permission.REVIEW_MATCHES: msg("Judge whether two records are one person"),
    Permission.MERGE_RECORDS: msg("Merge duplicate records"),
    Permission.VIEW_REPORTS: msg("See reports"),
    Permission.OPEN_REPORT_PATIENTS: msg("See the patients behind a report"),
    Permission.EDIT_PATHWAYS: msg("Edit pathways"),
    Permission.MANAGE_STAFF: msg("Add and change staff"),
    Permission.UNLOCK_ACCOUNT: msg("Unlock accounts"),
    Permission.MANAGE_HOSPITAL: msg("Change hospital settings"),
    Permission.READ_AUDIT: msg("Read the audit trail"),
}
