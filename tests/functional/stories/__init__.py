"""The eight stories of the first capability, told in the clinic's words."""
