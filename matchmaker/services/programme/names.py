"""How people are named to coordinators: so that nobody in a list can be taken for another.

To everybody else a person is `Member.greeting_name`, which never is an address. Coordinators see
addresses (`docs/privacy.md`), so one stands here where nothing else tells two people apart.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from matchmaker.messages import gettext as _
from matchmaker.messages import lazy_gettext
from matchmaker.models import Member
from matchmaker.text import without_accents

WITHOUT_NAME: Final = lazy_gettext("Somebody without a name")
LONGEST_NAME: Final = 200


def label_of(member: Member) -> str:
    """Return one person's name, or their address beside words that they have none."""
    if member.erased_at or member.is_named:
        return member.greeting_name
    return _told_apart(str(WITHOUT_NAME), member.email)


def labels_of(members: Iterable[Member]) -> dict[int, str]:
    """Return a name for each by id; of equal ones with the department, else place, else address.

    Nobody who was erased has one: they are alike on purpose.
    """
    labels: dict[int, str] = {}
    alike: defaultdict[str, list[Member]] = defaultdict(list)
    for member in {member.id: member for member in members}.values():
        if member.erased_at or not member.is_named:
            labels[member.id] = label_of(member)
        else:
            alike[_key(member.name)].append(member)
    for people in alike.values():
        labels |= _apart(people)
    return labels


def sort_key(text: str) -> tuple[str, str]:
    """Return by what names are put in order: without case and accents, then as they are."""
    return _key(text), text


def _apart(people: list[Member]) -> dict[int, str]:
    if len(people) == 1:
        return {people[0].id: people[0].name}
    details: tuple[Callable[[Member], str], ...] = (
        lambda member: member.profile.department,
        lambda member: member.profile.location,
        lambda member: member.email,
    )
    labels: dict[int, str] = {}
    for detail in details:
        told = {member.id: detail(member) for member in people if member.id not in labels}
        labels |= _unique(people, told)
    return labels


def _unique(people: list[Member], told: Mapping[int, str]) -> dict[int, str]:
    """Return names with those details that only one has."""
    counts = Counter(_key(text) for text in told.values() if text)
    return {
        member.id: _told_apart(member.name, told[member.id])
        for member in people
        if counts[_key(told.get(member.id, ""))] == 1
    }


def _told_apart(name: str, detail: str) -> str:
    return _("%(name)s (%(detail)s)", name=name, detail=detail)


def _key(text: str) -> str:
    return without_accents(text, LONGEST_NAME)
