"""Registering, signing in and out, and who is a coordinator."""
