"""Briefings: what mentors and mentees read before they begin."""
