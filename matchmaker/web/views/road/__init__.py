"""Pages about the road into a PMO."""
