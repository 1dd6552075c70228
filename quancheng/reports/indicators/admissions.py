"""How many people came."""

from django.db.models import Q

from quancheng.kernel.refused import msg
from quancheng.reports.indicators.base import Indicator

ADMITTED = Indicator(
    code="admitted",
    label=msg("Breast-cancer cases admitted"),
    definition=msg("People first admitted to this hospital in the period, each counted once."),
    source=msg("The earliest fact “first admission” of each record"),
    counts=lambda period: Q(),
)
INDICATORS = (ADMITTED,)
