"""A mentorship, from the introduction to its end: meeting, and ending."""
