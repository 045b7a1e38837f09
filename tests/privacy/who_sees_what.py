"""The world in which the table of docs/privacy.md is tried: a mark in every piece of data."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.mail.letter import NoLongerTrue
from matchmaker.mail.letters import write_letter
from matchmaker.models import (
    Action,
    CoffeeAnswer,
    CoffeeGroup,
    CoffeeRound,
    ConcernKind,
    DecisionKind,
    DevelopmentEntry,
    DevelopmentKind,
    Fit,
    Goal,
    GoalsReached,
    GoalStatus,
    LevelCause,
    MailKind,
    MarkKind,
    Match,
    MatchStatus,
    Member,
    MentoringSession,
    OutboxMail,
    PairDecision,
    ProfileSkill,
    Refusable,
    RoadStep,
    RoadStepKind,
    Round,
    StatusChange,
    Task,
    UnmatchedMentee,
)
from matchmaker.services.certifications.development import EntryValues, add_entry
from matchmaker.services.certifications.records import RecordValues, save_record
from matchmaker.services.coffee.answers import answer_chat
from matchmaker.services.library.shelf import mark_item
from matchmaker.services.mentorships.actions import Wording, add_action
from matchmaker.services.mentorships.closing import LastWords, close_mentorship
from matchmaker.services.mentorships.concerns import raise_concern
from matchmaker.services.mentorships.goals import agree_to_goal, settle_goal, suggest_goal
from matchmaker.services.mentorships.meeting import confirm_meeting
from matchmaker.services.mentorships.notes import save_private_note, save_shared_note
from matchmaker.services.mentorships.own_agenda import save_agenda, session_ahead
from matchmaker.services.mentorships.pulse import answer_fit
from matchmaker.services.outbox.refusing import choose_mails
from matchmaker.services.profiles.levels import note_levels
from matchmaker.services.road.steps import StepValues, add_step
from matchmaker.services.rounds.snapshot import take_people
from matchmaker.services.rounds.stored_people import encode_people
from tests.factories import (
    exclude,
    make_coffee_group,
    make_coordinator,
    make_match,
    make_member,
    make_mentee,
    make_mentor,
    make_mentoring_session,
    make_networker,
    make_round,
    owe_a_mail,
    part_of,
    the_programme,
)
from tests.web.browsing import browser_of

FILES = {"static", "bootstrap.static"}
REASONS = {
    "criteria": [{"criterion": "interests", "points": 10, "units": 1000, "most_units": 1500}],
    "gaps": [],
    "interests": ["zz_reason"],
}


@dataclass(frozen=True)
class Planted:
    """What stands for a piece of data, whose it is, and who the other one is."""

    mark: str
    """A regular expression."""
    oneself: str
    partner: str = ""


PLANTED = {
    "name of a mentee": Planted("Mina Zzmentee", "mentee", "mentor"),
    "name of a mentor": Planted("Tom Zzmentor", "mentor", "mentee"),
    "address of a mentee": Planted("zzmina@example.org", "mentee", "mentor"),
    "address of a mentor": Planted("zztom@example.org", "mentor", "mentee"),
    "earlier addresses": Planted("zzearlier@example.org", "mentor", "mentee"),
    "name and address of a networker": Planted(
        "Kim Zznetworker|zzkim@example.org", "networker", "companion"
    ),
    "job title of a mentee": Planted("zzjob", "mentee", "mentor"),
    "text about oneself of a mentee": Planted("zzabout-mentee", "mentee", "mentor"),
    "text about oneself of a mentor": Planted("zzabout-mentor", "mentor", "mentee"),
    "goals": Planted("zzgoals", "mentee", "mentor"),
    "gaps: skills with a level and a target": Planted("(?i)zz.gap", "mentee", "mentor"),
    "levels in other skills": Planted("(?i)zz.other.skill", "mentor", "mentee"),
    "how one’s own levels changed": Planted("(?i)zz.once", "mentee", "mentor"),
    "what one saved in the library, did, or found no help": Planted("zzguide", "mentee", "mentor"),
    "what a mentor likes to help with": Planted("zzhelp", "mentor", "mentee"),
    "line manager": Planted("zzmiddle@example.org", "mentor", "mentee"),
    "language of pages and mails": Planted("zz-language", "mentor", "mentee"),
    "whom one would rather not meet": Planted("zzfoe@example.org", "mentee", "mentor"),
    "points and reasons of a pair": Planted("(?i)zz.reason", "mentee", "mentor"),
    "why a mentor declined": Planted("zzdeclined", "mentor", "earlier mentee"),
    "why a coordinator withdrew an offer": Planted("zzwithdrew", "mentor", "earlier mentee"),
    "why somebody ended a match": Planted("zzended", "mentor", "earlier mentee"),
    "why a coordinator locked or banned a pair": Planted("zzlocked", "mentor", "mentee"),
    "which mails one refuses": Planted(
        r"Reminders of requests refused.: .yes|Refusable.REMINDERS: .reminders", "unmatched"
    ),
    "where the two of a mentorship meet, and what about": Planted(
        "zzplace|zztopics", "mentee", "mentor"
    ),
    "how a pair will notice that a goal is reached, and what came of it": Planted(
        "zzsign|zzoutcome", "mentee", "mentor"
    ),
    "notes that the two of a mentorship write together": Planted("zztogether", "mentee", "mentor"),
    "the agenda that they write for their next session": Planted("zzagenda", "mentee", "mentor"),
    "notes that one of them writes for themself": Planted("zzalone", "mentee", "mentor"),
    "next steps that the two of a mentorship set themselves": Planted(
        "zzaction", "mentee", "mentor"
    ),
    "how one says that a mentorship is going": Planted(
        "Does not fit|DOES_NOT_FIT", "mentee", "mentor"
    ),
    "that one asks the coordinators for another mentor": Planted(
        "would like another mentor|Another mentor, or another mentee|ConcernKind.ANOTHER",
        "mentee",
        "mentor",
    ),
    "when one’s certifications were earned and expire": Planted(
        r"3 February 2091|2091-02-03|datetime.date\(2091, 2, 3\)", "mentee", "mentor"
    ),
    "steps of one’s road that one shows nobody": Planted("zzownstep", "mentee", "mentor"),
    "steps of one’s road that one shows one’s mentor": Planted("zzsharedstep", "mentee", "mentor"),
    "one’s record of development": Planted("zzcourse", "mentee", "mentor"),
    "what one says as a mentorship is finished": Planted("zztakeaway|zzthanks", "mentee", "mentor"),
    "one’s note to oneself then": Planted("zznote", "mentee", "mentor"),
    "that mail to one is refused": Planted("zzrefused", "unmatched"),
    "why there was no match": Planted("(?i)zz.unmatched", "unmatched"),
    "what one said of a coffee chat": Planted(
        "Said “we did not”|You said that you did not meet|Did not meet$|not_met|NOT_MET",
        "networker",
        "companion",
    ),
}


def build_world(session: Session) -> dict[str, int]:
    """Make everybody with their marks; return ids by the words for people."""
    people = _people(session)
    for text, is_shared in (("zzownstep", False), ("zzsharedstep", True)):
        planned = StepValues(RoadStepKind.LEARN, text, is_shared=is_shared)
        add_step(session, people["mentee"], planned)
    _pairs(session, people)
    _coffee(session, people)
    for round_ in session.scalars(sa.select(Round)):
        frozen = take_people(session, round_.programme, clock.today("UTC"))
        round_.snapshot, round_.snapshot_digest = encode_people(frozen)
    people["unmatched"].address_refused_at = clock.now()
    people["unmatched"].address_refusal = "550 zzrefused"
    refuser = people["unmatched"]
    choose_mails(session, the_programme(session), refuser, {Refusable.REMINDERS: False})
    session.commit()
    return {word: member.id for word, member in people.items()}


MARKED_SKILLS = ("zz_gap", "zz_other_skill")


def _people(session: Session) -> dict[str, Member]:
    mona = make_coordinator(session, "Mona Manager")
    middle = make_member(
        session, "Mid Middle", email="zzmiddle@example.org", manager_email=mona.email
    )
    mentor = make_mentor(
        session,
        "Tom Zzmentor",
        levels={"risk": 4, "zz_other_skill": 5},
        capacity=3,
        email="zzearlier@example.org",
        about="zzabout-mentor",
        help_with="zzhelp",
        manager_email=middle.email,
    )
    mentor.language = "zz-language"
    mentor.email = "zztom@example.org"
    mentee = make_mentee(
        session,
        "Mina Zzmentee",
        needs={"risk": (1, 3), "zz_gap": (1, 4)},
        email="zzmina@example.org",
        about="zzabout-mentee",
        goals="zzgoals",
        job_title="zzjob",
        manager_email=mona.email,
    )
    mentee.profile.skills.append(ProfileSkill(skill="finance", level=2, importance=2))
    note_levels(session, mentee, {"zz_once": 2}, LevelCause.OWN_FORM)
    mark_item(session, mentee, "zz_guide", MarkKind.SAVED, "zzguide")
    other = make_mentor(session, "Otto Other")
    for part in ("is_mentee", "is_networker"):
        setattr(part_of(session, other), part, True)
    exclude(session, mentee, "zzfoe@example.org")
    return {
        "mentee": mentee,
        "mentor": mentor,
        "earlier mentee": make_mentee(session, "Pia Previous"),
        "unmatched": make_mentee(session, "Una Unmatched", manager_email=mona.email),
        "networker": make_networker(
            session, "Kim Zznetworker", email="zzkim@example.org", manager_email=mona.email
        ),
        "companion": make_networker(session, "Cleo Companion"),
        "other members": other,
        "coordinator": make_coordinator(session, "Cora Coordinator"),
        "coordinator who manages them": mona,
    }


def _pairs(session: Session, people: dict[str, Member]) -> None:
    mentee, mentor, cora = people["mentee"], people["mentor"], people["coordinator"]
    before = people["earlier mentee"]
    declined = make_match(
        session,
        make_round(session, "2026-06"),
        before,
        mentor,
        MatchStatus.DECLINED,
        decline_reason="other",
        decline_note="zzdeclined",
        ended_at=clock.now(),
    )
    withdrawn = make_match(
        session, make_round(session, "2026-07"), before, mentor, MatchStatus.WITHDRAWN
    )
    ended = make_match(
        session,
        make_round(session, "2026-08"),
        before,
        mentor,
        MatchStatus.ENDED,
        introduced_at=clock.now(),
        ended_at=clock.now(),
    )
    for match in (declined, withdrawn, ended):
        match.round.solved_at = match.round.published_at = clock.now()
    _log(session, declined, "declined", mentor, "")
    _log(session, withdrawn, "withdrawn", cora, "zzwithdrew")
    _log(session, ended, "ended", mentor, "zzended")
    facts = {"match_id": declined.id, "outcome": "declined", "next": "first_priority"}
    owe_a_mail(
        session,
        MailKind.OFFER_FELL_THROUGH,
        f"match:{declined.id}",
        before,
        facts,
    )
    for each in (before, mentor):
        ending = {"match_id": ended.id, "outcome": "ended"}
        owe_a_mail(
            session,
            MailKind.MATCH_ENDED,
            f"match:{ended.id}",
            each,
            ending,
        )

    round_ = make_round(session, "2026-10")
    later = clock.now() + timedelta(days=5)
    offer = make_match(session, round_, mentee, mentor, answer_by=later, reasons=REASONS)
    owe_a_mail(
        session,
        MailKind.OFFER,
        f"match:{offer.id}",
        mentor,
        {"match_id": offer.id},
    )
    session.add(
        PairDecision(
            round_id=round_.id,
            mentee_id=mentee.id,
            mentor_id=mentor.id,
            kind=DecisionKind.LOCK,
            reason="zzlocked",
            decided_by_id=cora.id,
            decided_at=clock.now(),
        )
    )
    left = UnmatchedMentee(
        round_id=round_.id, mentee_id=people["unmatched"].id, reason="zz_unmatched", explanation={}
    )
    session.add(left)
    round_.solved_at = round_.published_at = clock.now()
    round_.summary = {"mentees": 2, "matched": 1}
    facts_of_round = {"round_id": round_.id}
    key = f"round:{round_.id}"
    owe_a_mail(
        session,
        MailKind.NO_MATCH,
        key,
        people["unmatched"],
        facts_of_round,
    )
    for word in ("coordinator", "coordinator who manages them"):
        owe_a_mail(
            session,
            MailKind.ROUND_PUBLISHED,
            key,
            people[word],
            facts_of_round,
        )


def _log(session: Session, match: Match, status: str, actor: Member, reason: str) -> None:
    session.add(
        StatusChange(
            match_id=match.id,
            old_status="offered",
            new_status=status,
            actor_id=actor.id,
            reason=reason,
            changed_at=clock.now(),
        )
    )


def _coffee(session: Session, people: dict[str, Member]) -> None:
    group = make_coffee_group(session, [people["networker"], people["companion"]])
    for each in ("networker", "companion"):
        key, facts = f"coffee:{group.id}", {"group_id": group.id}
        owe_a_mail(session, MailKind.COFFEE_INTRODUCED, key, people[each], facts)
    session.commit()
    answer_chat(session, group, people["networker"], CoffeeAnswer.NOT_MET)
    owe_a_mail(
        session,
        MailKind.COFFEE_DID_YOU_MEET,
        f"coffee:{group.id}",
        people["companion"],
        {"group_id": group.id},
    )


def finish_well(session: Session, match: Match) -> None:
    """The two of an introduced pair meet, and finish."""
    confirm_meeting(session, match, match.mentee)
    make_mentoring_session(session, match, place="zzplace", topics="zztopics")
    session.flush()
    answer_fit(session, match, match.mentee, "session-1", Fit.DOES_NOT_FIT)
    raise_concern(session, match, match.mentee, ConcernKind.ANOTHER)
    goal = suggest_goal(session, match, match.mentee, "risk", "zzsign")
    agree_to_goal(session, match, match.mentor, goal.id)
    settle_goal(session, match, goal.id, GoalStatus.REACHED, "zzoutcome")
    save_shared_note(session, match, match.mentor, "zztogether", 0)
    ahead = session_ahead(session, match)
    save_agenda(session, match, match.mentor, "zzagenda", version=0, for_session=ahead)
    save_private_note(session, match, match.mentee, "zzalone", 0, keep_days=30)
    add_action(session, match, Wording("zzaction", match.mentee_id, clock.today("UTC")))
    held = RecordValues(None, date(2090, 2, 3), date(2091, 2, 3), 180)
    save_record(session, match.mentee, "pmp", held)
    entry = EntryValues(clock.today("UTC"), 60, DevelopmentKind.POWER_SKILLS, "zzcourse")
    add_entry(session, match.mentee, entry)
    words = LastWords(GoalsReached.ALL, "zztakeaway", "zzthanks", "zznote")
    close_mentorship(session, match, match.mentee, words)
    close_mentorship(session, match, match.mentor, LastWords(GoalsReached.SOME))


def everything_shown_to(app: Flask, member_id: int) -> str:
    """Return every page that a member can open, and every mail that they are owed."""
    browser = browser_of(app, member_id)
    pages = [browser.get(url) for url in addresses(app)]
    assert len([page for page in pages if page.status_code == 200]) > 5
    broken = [page.request.path for page in pages if page.status_code >= 500]
    assert broken in ([], ["/status"]), broken
    with app.app_context():
        mails = list(mails_to(app, member_id))
        db.session.rollback()
    return "\n".join([page.text for page in pages] + mails)


def addresses(app: Flask) -> list[str]:
    """Return an address for every page and everything that it can be about."""
    with app.app_context():
        ids = {
            "match_id": list(db.session.scalars(sa.select(Match.id))),
            "member_id": list(db.session.scalars(sa.select(Member.id))),
            "group_id": list(db.session.scalars(sa.select(CoffeeGroup.id))),
            "mail_id": list(db.session.scalars(sa.select(OutboxMail.id))),
            "round_id": sorted(
                {
                    *db.session.scalars(sa.select(Round.id)),
                    *db.session.scalars(sa.select(CoffeeRound.id)),
                }
            ),
            "session_id": list(db.session.scalars(sa.select(MentoringSession.id))),
            "action_id": list(db.session.scalars(sa.select(Action.id))),
            "goal_id": list(db.session.scalars(sa.select(Goal.id))),
            "entry_id": list(db.session.scalars(sa.select(DevelopmentEntry.id))),
            "code": ["pmp"],
            "step_id": list(db.session.scalars(sa.select(RoadStep.id))),
            "task_id": list(db.session.scalars(sa.select(Task.id))),
            "skill": ["risk", "zz_gap"],
            "level": [2],
            "token": ["0" * 64],
        }
    adapter = app.url_map.bind("localhost")
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in FILES:
            continue
        names = sorted(rule.arguments)
        values = [
            dict(zip(names, each, strict=True)) for each in product(*(ids[name] for name in names))
        ]
        found += [adapter.build(rule.endpoint, value, "GET") for value in values]
    return found


def mails_to(app: Flask, member_id: int) -> Iterator[str]:
    """Write every mail that is owed to a member, and yield it with its files."""
    member = db.session.get_one(Member, member_id)
    for row in db.session.scalars(sa.select(OutboxMail).filter_by(recipient=member.email)):
        try:
            letter = write_letter(db.session(), row, app.config["SETTINGS"])
        except NoLongerTrue:
            continue
        files = [file.data for file in (*letter.attachments, letter.invitation) if file]
        yield "\n".join([letter.subject, letter.text, letter.html, *map(str, files)])


def everything_stored() -> str:
    """Return every cell of every table, as whoever operates the database sees it."""
    tables = db.metadata.sorted_tables
    return "\n".join(repr(tuple(row)) for t in tables for row in db.session.execute(sa.select(t)))
