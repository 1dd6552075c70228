"""What a hospital may set for itself."""

from quancheng.kernel.refused import Refused, msg

KI67_RANGE = msg("A Ki-67 cut lies between 1 and 50 %; laboratories in use set 14 to 30.")
NAME_TAKEN = msg("There is one of this name already; choose another, or change that one.")


def check_ki67_cut(percent: int) -> None:
    """Refuses a cut that no laboratory could have validated (St Gallen 2013 and 2015 discuss 14 to 29 %)."""
    if not 1 <= percent <= 50:
        raise Refused(KI67_RANGE, field="ki67_cut", code="ki67_range")
