"""TNM that no patient can have, with the field at which it is refused, for every door it may come by."""

_P, _C, _YP = {"classification": "p"}, {"classification": "c"}, {"classification": "yp"}
IMPOSSIBLE: list[tuple[dict[str, str], str]] = [
    ({**_P, "t": "Tis", "n": "N1a", "m": "M0"}, "n"),
    ({**_C, "t": "Tis", "n": "N1", "m": "M0"}, "n"),
    ({**_C, "t": "T2", "n": "N1a", "m": "M0"}, "n"),
    ({**_C, "t": "T1c", "n": "N0(i+)", "m": "M0"}, "n"),
    ({**_C, "t": "T0", "n": "N0", "m": "M0"}, "t"),
    ({**_P, "t": "T1", "n": "N0", "m": "M0", "stage_group": "IIIC"}, "stage_group"),
    ({**_P, "t": "T1c", "n": "N0", "stage_group": "IIA"}, "stage_group"),
    ({**_P, "t": "Tis", "n": "N0", "m": "M0", "stage_group": "IA"}, "stage_group"),
    ({**_P, "t": "T2", "n": "N1a", "m": "M0", "stage_group": "0"}, "stage_group"),
    ({**_C, "t": "T4d", "n": "N1", "m": "M0", "stage_group": "IIB"}, "stage_group"),
    ({**_C, "t": "T2", "n": "N3a", "m": "M0", "stage_group": "II"}, "stage_group"),
    ({**_C, "t": "T2", "n": "N1", "m": "M1", "stage_group": "IIB"}, "stage_group"),
    ({**_C, "m": "M1", "stage_group": "IIB"}, "stage_group"),
    ({**_P, "t": "T2", "n": "N0", "m": "M0", "stage_group": "IV"}, "stage_group"),
    ({**_P, "t": "TX", "n": "N0", "m": "M0", "stage_group": "IV"}, "stage_group"),
    ({**_YP, "t": "T1", "n": "N0", "m": "M0", "stage_group": "IIIB"}, "stage_group"),
]
