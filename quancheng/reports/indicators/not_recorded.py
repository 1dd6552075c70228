"""Rows of a service report (S1, section 3) that the facts cannot tell yet: said, never shown as nought."""

from quancheng.kernel.refused import msg

NOT_RECORDED = (
    msg("Education messages sent"),
    msg("Class sessions held"),
    msg("Hours of online interaction"),
    msg("Questions answered"),
    msg("Trained volunteers"),
    msg("Volunteer hours"),
    msg("Sharing sessions"),
    msg("Peer-support contacts"),
    msg("Case managers trained"),
    msg("Lymphoedema therapists trained"),
    msg("Continuing-education courses"),
    msg("Volunteer training courses"),
    msg("Research grants"),
    msg("Journal papers"),
    msg("Conference posters and talks"),
)
