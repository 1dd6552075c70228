"""The first start, as somebody has it who cloned the repository."""
