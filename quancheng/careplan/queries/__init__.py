"""Reads of the plan; every one starts with the actor, but for the pathways, which are no patient's."""
