"""Checking a profile as it was typed: text in; values, or one sentence a field, out.

Nothing is read or stored here (`storing` does that), and no page is known here.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from matchmaker import clock
from matchmaker.addresses import InvalidAddress, normalise_address
from matchmaker.messages import gettext as _
from matchmaker.models import CertificationState
from matchmaker.services.profiles.values import (
    PLAIN_FIELDS,
    ROLES,
    USUAL_IMPORTANCE,
    Kind,
    PlainField,
    ProfileEntries,
    ProfileValues,
    SkillValues,
)
from matchmaker.taxonomy import Taxonomy, load_taxonomy
from matchmaker.text import UncleanText, clean_line, clean_name, tidy_text
from matchmaker.time_zones import zone_named

MOST_WISHES = 50
IMPORTANCES = {"1": 1, "2": 2, "3": 3}
_LEVELS = {str(level): level for level in range(6)}


class InvalidProfile(ValueError):
    """Some field is faulty; `faults` has a sentence for each such field (`form`: the whole form).

    `values` are what would be stored if the faulty fields were blank.
    """

    def __init__(self, faults: Mapping[str, str], values: ProfileValues) -> None:
        self.faults = dict(faults)
        self.values = values
        super().__init__("; ".join(f"{name}: {fault}" for name, fault in self.faults.items()))


def check_profile(
    entries: ProfileEntries, *, own_address: str, own_name: str = "", programme_time_zone: str = ""
) -> ProfileValues:
    """Return what was typed as values. Raises `InvalidProfile` with every fault at once.

    Who has a name (`own_name`) may change it, not take it away.

    Without `programme_time_zone`, a `paused_until` in the past is accepted, as in an old import
    file.
    """
    check = _Check(entries, load_taxonomy())
    roles = check.codes("roles", ROLES)
    plain: dict[str, Any] = {each.name: check.plain(each) for each in PLAIN_FIELDS}
    values = ProfileValues(
        time_zone=check.time_zone(),
        manager_email=check.manager(own_address),
        skills=check.skills(),
        certifications=check.certifications(),
        capacity=check.capacity(),
        paused_until=check.paused_until(programme_time_zone),
        wishes=check.wishes(own_address),
        is_mentee="mentee" in roles,
        is_mentor="mentor" in roles,
        is_networker="networker" in roles,
        **plain,
    )
    if own_name and not values.name and "name" not in check.faults:
        check.faults["name"] = _(
            "Enter your name. It is how the people you are matched with know you."
        )
    if check.faults:
        raise InvalidProfile(check.faults, values)
    return values


class _Check:
    """Collects the faults of one form."""

    def __init__(self, entries: ProfileEntries, taxonomy: Taxonomy) -> None:
        self.entries = entries
        self.taxonomy = taxonomy
        self.faults: dict[str, str] = {}

    def plain(self, of: PlainField) -> str | tuple[str, ...]:
        """Validate a field that needs no checks beyond those of its kind."""
        if of.kind == Kind.CODE:
            return self._code(of.name, self.taxonomy.offered(of.part))
        if of.kind == Kind.CODES:
            return self.codes(of.name, self.taxonomy.offered(of.part))
        typed = self.entries.text.get(of.name)
        if not typed:
            return ""
        try:
            text = tidy_text(typed, of.longest)
            if of.kind != Kind.LINE:
                return text
            clean = clean_name if of.name == "name" else clean_line
            return clean(" ".join(text.split()), of.longest)
        except UncleanText as unclean:
            self.faults[of.name] = str(unclean)
            return ""

    def _code(self, name: str, known: Collection[str]) -> str:
        code = self.entries.text.get(name, "").strip()
        if code and code not in known:
            self.faults[name] = _("Choose one of the entries of the list.")
        return code

    def codes(self, name: str, known: Collection[str]) -> tuple[str, ...]:
        ticked = set(self.entries.chosen.get(name, ()))
        if ticked.difference(known):
            self.faults[name] = _("Choose from the list; one of your entries is not on it.")
        return tuple(code for code in known if code in ticked)

    def time_zone(self) -> str:
        text = self.entries.text.get("time_zone", "").strip()
        zone = zone_named(text)
        if text and not zone:
            self.faults["time_zone"] = _("Choose a time zone from the list, such as Europe/Berlin.")
        return zone

    def manager(self, own_address: str) -> str:
        text = self.entries.text.get("manager_email", "").strip()
        if not text:
            return ""
        try:
            address = normalise_address(text)
        except InvalidAddress as invalid:
            self.faults["manager_email"] = str(invalid)
            return ""
        if address == own_address:
            self.faults["manager_email"] = _(
                "You cannot be your own manager. Enter somebody else's address, or leave it blank."
            )
        return address

    def skills(self) -> dict[str, SkillValues]:
        known = self.taxonomy.offered("skills")
        kinds = ("level", "target", "importance")
        self._refuse_unknown(kinds, known)
        typed = {code for kind in kinds for code in self.entries.by_code.get(kind, {})}
        skills = {
            code: SkillValues(
                level=self._level("level", code),
                target_level=self._level("target", code),
                importance=self._importance(code),
            )
            for code in known
            if code in typed
        }
        return {code: values for code, values in skills.items() if values.is_stated}

    def certifications(self) -> dict[str, CertificationState]:
        known = self.taxonomy.offered("certifications")
        self._refuse_unknown(("certification",), known)
        states = {state.value: state for state in CertificationState}
        stated = {}
        typed = self.entries.by_code.get("certification", {})
        for code in filter(typed.__contains__, known):
            text = typed[code].strip()
            if text in states:
                stated[code] = states[text]
            elif text:
                self.faults[f"certification-{code}"] = _(
                    "Choose held, studying or wanted for %(certification)s, or leave it blank.",
                    certification=known[code].name,
                )
        return stated

    def capacity(self) -> int:
        text = self.entries.text.get("capacity", "").strip() or "1"
        if text not in _LEVELS:
            self.faults["capacity"] = _("Choose a number of mentees from 0 to 5.")
            return 1
        return _LEVELS[text]

    def paused_until(self, programme_time_zone: str) -> date | None:
        text = self.entries.text.get("paused_until", "").strip()
        if not text:
            return None
        try:
            day = date.fromisoformat(text)
        except ValueError:
            self.faults["paused_until"] = _("Enter a date as year-month-day, such as 2027-01-15.")
            return None
        if programme_time_zone and day <= clock.today(self.time_zone() or programme_time_zone):
            self.faults["paused_until"] = _(
                "This day is not in the future. Enter your first day back, or leave it blank."
            )
        return day

    def wishes(self, own_address: str) -> tuple[str, ...]:
        text = self.entries.text.get("wishes", "")
        typed = text.replace(",", "\n").replace(";", "\n").splitlines()
        lines = [line.strip() for line in typed if line.strip()]
        if len(lines) > MOST_WISHES:
            self.faults["wishes"] = _("Enter at most %(most)s addresses.", most=MOST_WISHES)
            return ()
        addresses: dict[str, None] = {}
        for line in lines:
            try:
                addresses[normalise_address(line)] = None
            except InvalidAddress:
                self.faults["wishes"] = _(
                    "“%(typed)s” is not a mail address like name@example.org.", typed=line[:60]
                )
                return ()
        if own_address in addresses:
            self.faults["wishes"] = _(
                "You are never paired with yourself: leave out %(address)s.", address=own_address
            )
        return tuple(sorted(addresses))

    def _entry(self, kind: str, code: str) -> str:
        return self.entries.by_code.get(kind, {}).get(code, "").strip()

    def _level(self, kind: str, code: str) -> int | None:
        text = self._entry(kind, code)
        if text and text not in _LEVELS:
            self.faults[f"{kind}-{code}"] = _(
                "Choose a level from 0 to 5 for %(skill)s, or leave it blank.",
                skill=self.taxonomy.skills[code].name,
            )
        return _LEVELS.get(text)

    def _importance(self, code: str) -> int:
        text = self._entry("importance", code)
        if text and text not in IMPORTANCES:
            self.faults[f"importance-{code}"] = _(
                "Choose how much %(skill)s matters, from 1 to 3.",
                skill=self.taxonomy.skills[code].name,
            )
        return IMPORTANCES.get(text, USUAL_IMPORTANCE)

    def _refuse_unknown(self, kinds: Collection[str], known: Collection[str]) -> None:
        for kind in kinds:
            for code in self.entries.by_code.get(kind, {}):
                if code not in known:
                    self.faults["form"] = _(
                        "The form contained something that is not on our list (“%(code)s”). "
                        "Open the page again and save once more.",
                        code=code[:40],
                    )
                    return
