"""What a hospital may set for itself."""

from quancheng.kernel.refused import Refused, msg

# The calculator of the subtype reads a cut within the same bounds; a test holds the two together.
KI67_LEAST, KI67_MOST = 5, 50
KI67_RANGE = msg("A Ki-67 cut lies between 5 and 50 %; laboratories in use set 14 to 30.")
NAME_TAKEN = msg("There is one of this name already; choose another, or change that one.")


def check_ki67_cut(percent: int) -> None:
    """Refuses a cut that no laboratory could have validated (St Gallen 2013 and 2015 discuss 14 to 29 %)."""
    if not KI67_LEAST <= percent <= KI67_MOST:
        raise Refused(KI67_RANGE, field="ki67_cut", code="ki67_range")
