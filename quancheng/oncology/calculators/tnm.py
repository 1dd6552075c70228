"""T, N and M as a report writes them: read, checked against AJCC 8, and reduced to the stage table's row.

Source: AJCC Cancer Staging Manual, 8th edition, chapter 48 (corrected 2018-01-25). What cannot be is refused:
MX and pM0 do not exist (M0 is clinical), cN1a/b/c and cN0(i+) are pathological, a T or N of another organ.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from quancheng.kernel.refused import msg as _
from quancheng.oncology.calculators.result import Coded, InvalidInput, MissingInput


class Timing(Coded):
    """When the TNM was taken: the AJCC prefix."""

    CLINICAL = "c", _("Clinical (before treatment)")
    PATHOLOGICAL = "p", _("Pathological (surgery first)")
    POST_THERAPY_CLINICAL = "yc", _("Clinical, after neoadjuvant treatment")
    POST_THERAPY_PATHOLOGICAL = "yp", _("Pathological, after neoadjuvant treatment")
    RECURRENCE = "r", _("At recurrence")
    AUTOPSY = "a", _("At autopsy")


AFTER_NEOADJUVANT = frozenset({Timing.POST_THERAPY_CLINICAL, Timing.POST_THERAPY_PATHOLOGICAL})
_EXAMINED = frozenset({Timing.PATHOLOGICAL, Timing.POST_THERAPY_PATHOLOGICAL, Timing.AUTOPSY})

# Category -> the row it belongs to in the stage table.
_T_GROUP = {
    "TX": "TX", "T0": "T0", "Tis": "Tis", "Tis(DCIS)": "Tis", "Tis(Paget)": "Tis",
    "T1": "T1", "T1mi": "T1", "T1a": "T1", "T1b": "T1", "T1c": "T1", "T2": "T2", "T3": "T3",
    "T4": "T4", "T4a": "T4", "T4b": "T4", "T4c": "T4", "T4d": "T4",
}  # fmt: skip
_N_GROUP = {
    "NX": "NX", "N0": "N0", "N0(i+)": "N0", "N0(mol+)": "N0", "N1mi": "N1mi",
    "N1": "N1", "N1a": "N1", "N1b": "N1", "N1c": "N1",
    "N2": "N2", "N2a": "N2", "N2b": "N2", "N3": "N3", "N3a": "N3", "N3b": "N3", "N3c": "N3",
}  # fmt: skip
_M_GROUP = {"M0": "M0", "M0(i+)": "M0", "M1": "M1"}
_ONLY_PATHOLOGICAL_N = frozenset({"N0(i+)", "N0(mol+)", "N1a", "N1b", "N1c"})

_PREFIX = re.compile(r"^(yc|yp|c|p|r|a)(?=[tnm])")
# (m) several tumours, (f) needle or core biopsy, (sn) sentinel node only: they do not change the stage.
_SUFFIX = re.compile(r"\((m|\d+|f|sn)\)")


@dataclass(frozen=True, slots=True)
class Tnm:
    """Checked categories without prefix (`T1c`, `N0(i+)`, `M0`) and when they were taken, if said."""

    t: str
    n: str
    m: str
    timing: Timing | None = None

    @property
    def groups(self) -> tuple[str, str, str]:
        """The rows of the stage table: T1 for T1mi, N0 for N0(i+), M0 for M0(i+)."""
        return _T_GROUP[self.t], _N_GROUP[self.n], _M_GROUP[self.m]

    @property
    def after_neoadjuvant(self) -> bool:
        """Whether this is a yc or yp classification."""
        return self.timing in AFTER_NEOADJUVANT

    def __str__(self) -> str:
        prefix = str(self.timing) if self.timing else ""
        return f"{prefix}{self.t} {prefix}{self.n} {self.m}"


def read_tnm(*, t: str | None, n: str | None, m: str | None, timing: Timing | None = None) -> Tnm:
    """The checked TNM from text such as 'pT1c(m)', 'pN1a(sn)', 'cM0'; spaces, case and width do not matter.

    The prefix may stand on T and N or come as `timing`; where both are given they must agree.
    """
    t_prefix, t_name = _category(t, _T_GROUP, "t", _("The T category is not recorded."))
    n_prefix, n_name = _category(n, _N_GROUP, "n", _("The N category is not recorded."))
    m_prefix, m_name = _category(m, _M_GROUP, "m", _("The M category is not recorded."))
    found = _one_timing(timing, t_prefix, n_prefix, t_name, n_name)
    _check_node(n_name, found, n_prefix)
    if m_prefix not in (None, Timing.CLINICAL) and m_name != "M1":
        raise InvalidInput(
            _("pM0 does not exist: the absence of metastasis is clinical. Enter cM0."), field="m", code="pm0"
        )
    return Tnm(t_name, n_name, m_name, found)


def _category(text: str | None, known: dict[str, str], field: str, missing: str) -> tuple[Timing | None, str]:
    """Prefix and canonical name of one category."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text or "")).lower()
    if not plain:
        raise MissingInput(missing, field=field, code="missing")
    prefix = _PREFIX.match(plain)
    name = _SUFFIX.sub("", plain[prefix.end() :] if prefix else plain)
    canonical = {option.lower(): option for option in known}.get(name)
    if canonical is None:
        raise _unknown(field, name, text or "")
    return (Timing(prefix.group()) if prefix else None), canonical


def _unknown(field: str, name: str, text: str) -> InvalidInput:
    if name == "mx":
        sentence = _("MX does not exist in AJCC 8. Enter cM0 when nothing points to metastasis.")
        return InvalidInput(sentence, field=field, code="mx")
    sentence = _("%(value)s is not a breast category of AJCC 8.")
    return InvalidInput(sentence, params={"value": text}, field=field, code="unknown_category")


def _one_timing(
    timing: Timing | None, t_prefix: Timing | None, n_prefix: Timing | None, t_name: str, n_name: str
) -> Timing | None:
    """The one timing of T and N; in-situ carcinoma may be pTis cN0: its axilla need not be opened."""
    told = timing or t_prefix or n_prefix
    in_situ_without_axilla = _T_GROUP[t_name] == "Tis" and n_name == "N0" and n_prefix is Timing.CLINICAL
    agree = t_prefix in (None, told) and (n_prefix in (None, told) or in_situ_without_axilla)
    if not agree:
        raise InvalidInput(
            _(
                "The prefixes of T and N do not belong together. Enter clinical and pathological "
                "TNM separately."
            ),
            field="n",
            code="mixed_prefix",
        )
    return told


def _check_node(n_name: str, timing: Timing | None, n_prefix: Timing | None) -> None:
    examined = timing is None or timing in _EXAMINED or timing is Timing.RECURRENCE
    if n_name in _ONLY_PATHOLOGICAL_N and (not examined or n_prefix is Timing.CLINICAL):
        raise InvalidInput(
            _("%(value)s is a pathological category: it needs the node under the microscope."),
            params={"value": n_name},
            field="n",
            code="not_clinical",
        )
