"""Pages of the plan: one query or one action, then draw or lead on."""
