"""Published formulas, one file per subject: pure Python, typed, source cited, no number without inputs."""
