"""The patient's and family's door: today, the journey, her data, her family's access."""
