"""Certifications that members hold, what renews them, and their record of development."""
