"""How people write the codes of a closed list: the code itself, and its label in Chinese and in English."""

from collections.abc import Mapping
from functools import cache

from django.conf import settings

from quancheng.kernel.text import normalise
from quancheng.oncology.facts import KINDS
from quancheng.oncology.facts.schema import Choice, Choices
from quancheng.ui.words import gettext, speaking

SEXES: Mapping[str, str] = {
    "female": "female", "f": "female", "女": "female", "女性": "female",
    "male": "male", "m": "male", "男": "male", "男性": "male",
    "unknown": "unknown", "未知": "unknown", "不详": "unknown",
}  # fmt: skip
SIDES: Mapping[str, str] = {
    "left": "left", "l": "left", "左": "left", "左侧": "left", "左乳": "left",
    "right": "right", "r": "right", "右": "right", "右侧": "right", "右乳": "right",
}  # fmt: skip
ANSWERS: Mapping[str, bool] = {
    "yes": True, "y": True, "true": True, "1": True, "是": True, "有": True,
    "no": False, "n": False, "false": False, "0": False, "否": False, "无": False,
}  # fmt: skip


@cache
def spellings(kind: str, code: str) -> Mapping[str, str]:
    """Every understood spelling of the choices of this field, in small letters, by the code it means."""
    spec = KINDS[kind].field(code)
    if not isinstance(spec, Choice | Choices):
        return {}
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with speaking(language):
            for option, label in spec.options.items():
                found.setdefault(normalise(gettext(label)).lower(), option)
    return {**found, **{option.lower(): option for option in spec.options}}
