"""What happened: the months in numbers, and the last one in a coordinator's words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from rich import box
from rich.console import Console
from rich.table import Table
from sqlalchemy.orm import Session

from demo.history import MonthLine, fill, take_history
from demo.pair_numbers import PairNumbers, take_pair_numbers
from matchmaker.models import (
    CoffeeGroup,
    CoffeeRound,
    CoffeeStatus,
    MailKind,
    MailStatus,
    Match,
    MatchStatus,
    OutboxMail,
    Round,
    UnmatchedMentee,
)
from matchmaker.services.engine.stored import left_over_facts, round_facts
from matchmaker.services.wording.unmatched import why_unmatched

MAIL_WORDS: Mapping[MailKind, str] = {
    MailKind.ROUND_READY: "round ready for review (coordinators)",
    MailKind.ROUND_PUBLISHED: "round published (coordinators)",
    MailKind.OFFER: "offers (mentors)",
    MailKind.INTRODUCTION_MENTEE: "introductions (mentees)",
    MailKind.INTRODUCTION_MENTOR: "introductions (mentors)",
    MailKind.OFFER_FELL_THROUGH: "an offer fell through, and what comes next (mentees)",
    MailKind.NO_MATCH: "no match this month, and why (mentees)",
    MailKind.COFFEE_INTRODUCED: "coffee chats (networkers)",
}
OFFER_WORDS: Mapping[MatchStatus, str] = {
    MatchStatus.INTRODUCED: "accepted, both introduced",
    MatchStatus.DECLINED: "declined",
    MatchStatus.OFFERED: "waiting for an answer",
}


COFFEE_WORDS: Mapping[str, str] = {
    "threes": "of them of three, since the number is odd",
    "left_out": "left out, each with a reason",
    "met": "of them have met already",
}


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A mentee without a match, and why, in a sentence or two."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The last month in numbers, and a line for each."""

    history: tuple[MonthLine, ...]
    pairs: PairNumbers
    month: str
    mentees: int
    mentors: int
    places: int
    matched: int
    average_points: float
    lowest_points: int
    unmatched: tuple[Unmatched, ...]
    offers: Mapping[MatchStatus, int]
    replacements: int
    coffee: Mapping[str, int]
    """Numbers of the coffee round: networkers, groups, threes, left_out, met."""
    mails: Mapping[MailKind, int]


def take_summary(session: Session, round_: Round) -> Summary:
    """Count what is in the database."""
    left_over = session.scalars(
        sa.select(UnmatchedMentee).filter_by(round_id=round_.id).order_by(UnmatchedMentee.mentee_id)
    )
    offers = session.execute(
        sa.select(Match.status, sa.func.count())
        .filter_by(round_id=round_.id)
        .group_by(Match.status)
    )
    mails = session.execute(
        sa.select(OutboxMail.kind, sa.func.count())
        .filter_by(status=MailStatus.SENT)
        .where(OutboxMail.created_at >= round_.created_at)
        .group_by(OutboxMail.kind)
    )
    replacements = sa.select(sa.func.count(Match.id)).filter_by(
        round_id=round_.id, is_replacement=True
    )
    numbers = round_facts(round_.summary).numbers
    return Summary(
        history=take_history(session),
        pairs=take_pair_numbers(session),
        month=round_.month,
        mentees=numbers.mentees,
        mentors=numbers.mentors,
        places=numbers.places,
        matched=numbers.matched,
        average_points=numbers.average_points or 0.0,
        lowest_points=numbers.lowest_points or 0,
        unmatched=tuple(_explain(row) for row in left_over),
        offers={status: count for status, count in offers},  # noqa: C416 - rows are not pairs to a type checker
        replacements=session.scalar(replacements) or 0,
        coffee=_count_coffee(session, round_.month),
        mails={kind: count for kind, count in mails},  # noqa: C416 - rows are not pairs to a type checker
    )


def _count_coffee(session: Session, month: str) -> dict[str, int]:
    round_ = session.scalars(sa.select(CoffeeRound).filter_by(month=month)).one()
    met = sa.select(sa.func.count(CoffeeGroup.id)).filter_by(
        round_id=round_.id, status=CoffeeStatus.MET
    )
    names = ("networkers", "groups", "threes", "left_out")
    return {name: round_.summary[name] for name in names} | {"met": session.scalar(met) or 0}


def show_summary(console: Console, summary: Summary) -> None:
    """Print the months, and the last one."""
    console.print()
    table = _table(console, "Month by month", has_head=True)
    fill(table, summary.history)
    console.print(table)
    _show_groups(console, "All six months", {"Pairs": _pairs_in_words(summary.pairs)})
    _show_groups(console, _month_in_words(summary.month), _groups(summary))
    table = _table(console, f"{len(summary.unmatched)} mentees without a match, and why")
    table.add_column("Who", no_wrap=True)
    table.add_column("Why")
    for person in summary.unmatched:
        table.add_row(person.name, person.why)
    console.print(table)


def _show_groups(console: Console, title: str, groups: Mapping[str, list[tuple[str, str]]]) -> None:
    table = _table(console, title)
    table.add_column("Group", style="bold", no_wrap=True)
    table.add_column("Number", justify="right", no_wrap=True)
    table.add_column("Words")
    for group, lines in groups.items():
        for position, (number, words) in enumerate(lines):
            table.add_row("" if position else group, number, words)
        table.add_section()
    console.print(table)


def _pairs_in_words(pairs: PairNumbers) -> list[tuple[str, str]]:
    return [
        (str(pairs.under_way), "mentorships under way today"),
        (str(pairs.sessions), f"sessions held, {pairs.hours} hours in all"),
        (str(pairs.goals_reached), "goals reached"),
        (str(pairs.said_how_it_goes), "answers to “how is it going?”"),
        (str(pairs.asked_for_another), "mentees in pairs in which one asked for another"),
        (str(pairs.matched_again), "of these mentees have another mentor, or one has been asked"),
        (str(pairs.came_back), "mentors finished with one mentee and took on the next"),
    ]


def _groups(summary: Summary) -> dict[str, list[tuple[str, str]]]:
    return {
        "People": [
            (str(summary.mentees), "mentees looked for a mentor"),
            (str(summary.mentors), "mentors took part"),
            (str(summary.places), "places between them"),
        ],
        "Matches": [
            (str(summary.matched), "mentees matched; it is proved that no matching has more"),
            (f"{summary.average_points:.1f}", "points of 100 on average"),
            (str(summary.lowest_points), "points for the lowest match"),
        ],
        "Offers": [
            *_in_words(summary.offers, OFFER_WORDS),
            (str(summary.replacements), "of them went at once to the next best mentor, after a no"),
        ],
        "Coffee": [
            (str(summary.coffee["networkers"]), "wanted a coffee chat"),
            (str(summary.coffee["groups"]), "coffee groups"),
            *(
                (str(summary.coffee[name]), words)
                for name, words in COFFEE_WORDS.items()
                if summary.coffee[name]
            ),
        ],
        "Mails": [
            *_in_words(summary.mails, MAIL_WORDS),
            (str(sum(summary.mails.values())), "sent in all, over SMTP"),
        ],
    }


def _month_in_words(month: str) -> str:
    return f"{date.fromisoformat(f'{month}-01'):%B %Y}"


def _in_words(counts: Mapping[Any, int], words: Mapping[Any, str]) -> list[tuple[str, str]]:
    """Return counts with their words, in the order of the words; unforeseen ones at the end."""
    order = [*words, *(key for key in counts if key not in words)]
    return [
        (str(counts[key]), words.get(key, str(key).replace("_", " ")))
        for key in order
        if counts.get(key)
    ]


def _explain(row: UnmatchedMentee) -> Unmatched:
    why = why_unmatched(left_over_facts(row.reason, row.explanation))
    return Unmatched(row.mentee.name, " ".join((why.headline, *why.details)))


def _table(console: Console, title: str, *, has_head: bool = False) -> Table:
    return Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE if console.is_terminal else None,
        show_header=has_head,
        pad_edge=False,
    )
