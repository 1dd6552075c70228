"""What a sentence that refuses has in it: it asks for something."""

import re

ASKS = re.compile(
    r"\b(enter|check|correct|write|put|begin|copy|go back|remove|leave|choose|keep|say|can be entered)\b",
    re.IGNORECASE,
)
