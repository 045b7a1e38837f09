"""Work that no person starts; each module is `python -m jobs.<name>`, thin, safe to run twice."""
