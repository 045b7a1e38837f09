"""One profile: its values, how they are checked and stored, its gaps, and who looked at it."""
