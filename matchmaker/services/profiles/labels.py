"""What the fields of the profile are called, in sentences and files for people."""

from typing import Final

from matchmaker.messages import lazy_gettext

PROFILE_LABELS: Final = {
    "job_title": lazy_gettext("Job title"),
    "department": lazy_gettext("Department"),
    "location": lazy_gettext("Place"),
    "time_zone": lazy_gettext("Time zone"),
    "languages": lazy_gettext("Languages"),
    "manager_email": lazy_gettext("Line manager"),
    "ladder_step": lazy_gettext("Step on the role ladder"),
    "target_role": lazy_gettext("Target role"),
    "about": lazy_gettext("About"),
    "goals": lazy_gettext("Goals"),
    "help_with": lazy_gettext("Likes to help with"),
    "interests": lazy_gettext("Interests"),
    "skills": lazy_gettext("Skills"),
    "certifications": lazy_gettext("Certifications"),
    "other_certification": lazy_gettext("Another certification"),
}
"""What the fields of the profile are called; the others stand under other headings."""

PART_LABELS: Final = {
    "capacity": lazy_gettext("Places for mentees"),
    "paused_until": lazy_gettext("Away until"),
}
"""What the form asks about the part in the programme."""
