"""The road into a PMO: how ready a member is for the role that they aim at."""
