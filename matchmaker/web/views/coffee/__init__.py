"""A coffee chat for those who are in it, and all of them for coordinators."""
