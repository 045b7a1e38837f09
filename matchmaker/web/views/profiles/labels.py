"""What the fields of the profile form are called: on the form, and where a fault names one."""

from typing import Final

from matchmaker.messages import lazy_gettext
from matchmaker.taxonomy import load_taxonomy

LABELS: Final = {
    "roles": lazy_gettext("What brings you here?"),
    "name": lazy_gettext("Name"),
    "job_title": lazy_gettext("Job title"),
    "department": lazy_gettext("Department"),
    "location": lazy_gettext("Location"),
    "time_zone": lazy_gettext("Time zone"),
    "languages": lazy_gettext("Languages"),
    "manager_email": lazy_gettext("Line manager’s e-mail"),
    "about": lazy_gettext("A few words about yourself"),
    "ladder_step": lazy_gettext("Your role today"),
    "target_role": lazy_gettext("The role you aim for"),
    "skills": lazy_gettext("Your skills"),
    "certifications": lazy_gettext("Certifications"),
    "other_certification": lazy_gettext("Another certification"),
    "interests": lazy_gettext("Interests"),
    "goals": lazy_gettext("What would you like to achieve?"),
    "capacity": lazy_gettext("How many mentees at a time?"),
    "help_with": lazy_gettext("What do you like to help with?"),
    "paused_until": lazy_gettext("Taking a break? Your first day back"),
    "wishes": lazy_gettext("People you would rather not be paired with"),
}


def label_of(field: str) -> str:
    """Return what a field is called, of a skill or a certification its name; empty for the form."""
    kind, dash, code = field.partition("-")
    if not dash:
        return str(LABELS.get(field, ""))
    words = load_taxonomy()
    terms = words.certifications if kind == "certification" else words.skills
    return terms[code].name if code in terms else ""
