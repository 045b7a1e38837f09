"""Pages about a member's certifications, and their record of development."""
