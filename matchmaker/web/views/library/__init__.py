"""The library: what it suggests, its cards, and what coordinators put into it."""
