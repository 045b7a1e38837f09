"""What people read about renewing certifications."""

import math
from typing import Final

from matchmaker.messages import format_day, format_number, lazy_gettext, ngettext
from matchmaker.messages import gettext as _
from matchmaker.models import CertificationLevel, DevelopmentKind
from matchmaker.services.certifications.renewal import RenewalStanding, YearStanding
from matchmaker.services.certifications.rules import RenewalRule, Unit

KIND_NAMES: Final = {
    DevelopmentKind.WAYS_OF_WORKING: lazy_gettext("Learning: ways of working"),
    DevelopmentKind.POWER_SKILLS: lazy_gettext("Learning: power skills"),
    DevelopmentKind.BUSINESS_ACUMEN: lazy_gettext("Learning: business acumen"),
    DevelopmentKind.GIVING_BACK: lazy_gettext("Giving back: mentoring, volunteering, speaking"),
    DevelopmentKind.WORKING: lazy_gettext("Working in the profession"),
}
SIDE_NAMES: Final = {
    DevelopmentKind.WAYS_OF_WORKING: lazy_gettext("ways of working"),
    DevelopmentKind.POWER_SKILLS: lazy_gettext("power skills"),
    DevelopmentKind.BUSINESS_ACUMEN: lazy_gettext("business acumen"),
}
LEVEL_NAMES: Final = {
    CertificationLevel.FOUNDATION: lazy_gettext("Foundation"),
    CertificationLevel.PRACTITIONER: lazy_gettext("Practitioner"),
}
NOTES: Final = {
    **dict.fromkeys(
        ("prince2", "prince2_agile", "msp", "mop", "p3o", "mor"),
        lazy_gettext(
            "Instead of collecting points, you can take the exam again, or pass another exam of "
            "the same family, before it expires."
        ),
    ),
    **dict.fromkeys(
        ("ipma_a", "ipma_b", "ipma_c", "ipma_d"),
        lazy_gettext(
            "IPMA also asks for work at your level in these years. Some countries ask holders of "
            "level D to take the exam again."
        ),
    ),
    "scrum": lazy_gettext(
        "It depends on who awarded it: some Scrum certificates never expire, others are renewed "
        "every two years."
    ),
}


def amount(rule: RenewalRule, minutes: int) -> str:
    """Return minutes in an issuer's units, such as `12.5 PDUs`."""
    hours = minutes / 60
    # Plural forms go by whole numbers: of anything but one there are several.
    count, number = 1 if minutes == 60 else max(2, math.ceil(hours)), format_number(hours)
    if rule.unit == Unit.PDU:
        return ngettext("%(amount)s PDU", "%(amount)s PDUs", count, amount=number)
    if rule.unit == Unit.CPD:
        return ngettext("%(amount)s CPD point", "%(amount)s CPD points", count, amount=number)
    return ngettext("%(amount)s hour", "%(amount)s hours", count, amount=number)


def ask_of(rule: RenewalRule) -> str:
    """Return in a sentence what an issuer asks for."""
    if rule.units_a_year:
        return _(
            "%(issuer)s asks for %(amount)s in each of %(years)s years.",
            issuer=rule.issuer,
            amount=amount(rule, 60 * rule.units_a_year),
            years=rule.cycle_years,
        )
    return _(
        "%(issuer)s asks for %(amount)s in %(years)s years. At least %(education)s of them must be "
        "learning, %(side)s or more on each side of the talent triangle. Giving back counts up to "
        "%(giving)s, of which work in the profession up to %(working)s.",
        issuer=rule.issuer,
        amount=amount(rule, 60 * rule.units),
        years=rule.cycle_years,
        education=rule.least_education,
        side=rule.least_each_side,
        giving=rule.most_giving_back,
        working=rule.most_working,
    )


def headline_of(rule: RenewalRule, standing: RenewalStanding) -> str:
    """Return in a sentence how far somebody is."""
    facts = {
        "done": format_number(standing.counted / 60),
        "needed": amount(rule, standing.needed),
    }
    if standing.is_complete:
        return _("%(done)s of %(needed)s: that is all you need to renew it.", **facts)
    if standing.still_to_do == 0:
        return _("%(done)s of %(needed)s: nothing more to do this year.", **facts)
    return _(
        "%(done)s of %(needed)s; at least %(rest)s to go.",
        rest=amount(rule, standing.still_to_do),
        **facts,
    )


def missing_lines(rule: RenewalRule, standing: RenewalStanding) -> list[str]:
    """Return what is missing, part by part, and what does not count."""
    lines = [
        _("Still missing: %(amount)s of learning.", amount=amount(rule, standing.missing_education))
    ] * (standing.missing_education > 0)
    lines += [
        _(
            "Still missing: %(amount)s of learning in %(side)s.",
            amount=amount(rule, missing),
            side=SIDE_NAMES[side],
        )
        for side, missing in standing.missing_by_side
    ]
    if standing.not_counted:
        lines.append(
            _(
                "%(amount)s of giving back are more than %(issuer)s counts.",
                amount=amount(rule, standing.not_counted),
                issuer=rule.issuer,
            )
        )
    return lines + [_year_line(rule, year) for year in standing.years]


def _year_line(rule: RenewalRule, year: YearStanding) -> str:
    facts = {
        "day": format_day(year.span.last),
        "done": amount(rule, year.minutes),
        "missing": amount(rule, year.missing),
        "issuer": rule.issuer,
    }
    if not year.missing:
        return _("Year to %(day)s: %(done)s, which is enough.", **facts)
    if year.is_over:
        return _(
            "Year to %(day)s: %(done)s, %(missing)s too few. Ask %(issuer)s what that means for "
            "you.",
            **facts,
        )
    return _("Year to %(day)s: %(done)s, %(missing)s to go.", **facts)
