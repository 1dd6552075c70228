"""Every calculator asked about one patient: inputs from her facts, and the answer or the reason why not."""

from quancheng.oncology.rules.figures.answers import Answer, default_treatment, figures
from quancheng.oncology.rules.figures.entries import Entry
from quancheng.oncology.rules.figures.inputs import CaseInputs, read_inputs

__all__ = ["Answer", "CaseInputs", "Entry", "default_treatment", "figures", "read_inputs"]
