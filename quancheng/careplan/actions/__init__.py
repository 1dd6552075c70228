"""Writes of the plan. Facts are recorded through here, so that stage and steps always follow."""
