"""People of every kind and rounds in every state: what the pages have to show.

Names are as long and as varied as names are.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from jobs.coffee_round import make_coffee_round
from jobs.monthly_match import make_round
from jobs.tasks import do_tasks
from matchmaker import clock
from matchmaker.models import (
    CertificationLevel,
    ConcernKind,
    DevelopmentKind,
    Fit,
    GoalsReached,
    GoalStatus,
    MailKind,
    MailStatus,
    MarkKind,
    Match,
    MatchStatus,
    Member,
    MentoringSession,
    ProfileSkill,
    Pulse,
    Refusable,
    ResourceCost,
    ResourceKind,
    RoadStepKind,
    RoadStepStatus,
    Round,
    RoundStatus,
    SessionStatus,
    SignInLink,
    Task,
    TaskKind,
)
from matchmaker.services.accounts.address_changes import (
    ask_to_change,
    change_for_member,
    change_token,
)
from matchmaker.services.accounts.answering_browsers import remember_browser
from matchmaker.services.accounts.links import request_link, token_of
from matchmaker.services.accounts.sign_in import open_session
from matchmaker.services.certifications.development import EntryValues, add_entry
from matchmaker.services.certifications.records import RecordValues, save_record
from matchmaker.services.library.content import load_library
from matchmaker.services.library.shelf import mark_item
from matchmaker.services.library.stock import add_resource, hide_item
from matchmaker.services.library.values import Resource
from matchmaker.services.matches import offers
from matchmaker.services.mentorships.actions import Wording, add_action
from matchmaker.services.mentorships.beginning import mentorship_of
from matchmaker.services.mentorships.closing import LastWords, close_mentorship
from matchmaker.services.mentorships.concerns import raise_concern
from matchmaker.services.mentorships.ending import end_match
from matchmaker.services.mentorships.goals import agree_to_goal, settle_goal, suggest_goal
from matchmaker.services.mentorships.meeting import confirm_meeting
from matchmaker.services.mentorships.notes import save_private_note, save_shared_note
from matchmaker.services.mentorships.own_agenda import save_agenda, session_ahead
from matchmaker.services.mentorships.sessions import offer_times
from matchmaker.services.mentorships.terms import Terms, open_proposal, propose_terms
from matchmaker.services.outbox.refusing import RefusalLink, refusal_token
from matchmaker.services.questions.kinds import QuestionKind
from matchmaker.services.questions.links import link_to, question_token
from matchmaker.services.review import decisions
from matchmaker.services.road.steps import StepValues, add_step, settle_step
from matchmaker.services.tasks.tasks import ask_for, begin, finish, note_phase
from tests.conftest import SECRET_KEY
from tests.factories import (
    make_coordinator,
    make_match,
    make_member,
    make_mentee,
    make_mentor,
    make_networker,
    owe_a_mail,
    part_of,
    the_programme,
)
from tests.factories import make_round as make_round_row
from tests.mail.letterbox import REASONS

LONG = "Maximiliane-Theodora von und zu Hohenschwangau-Lichtenstein"
UNBROKEN = "Wolfeschlegelsteinhausenbergerdorffwelchevoraltern"
WORDS = {
    "job_title": "Senior manager of portfolio governance and continuous improvement",
    "department": "Infrastructure, Rail & Waterways",
    "location": "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
    "about": "Twenty years in projects.\nI like trains, and https://example.org/a/very/long/address",
}


@dataclass
class Cast:
    """Who can sit in front of the browser, and what stands behind the addresses."""

    tokens: dict[str, str] = field(default_factory=dict)
    """Session tokens by the name of a person."""
    values: dict[str, object] = field(default_factory=dict)
    """What an address such as `/rounds/{solved}` stands for."""

    def add(self, session: Session, **people: Member) -> None:
        """Let people be signed in."""
        for name, member in people.items():
            self.tokens[name] = open_session(session, member)


def fill(session: Session) -> Cast:
    """Fill an empty database, and return who and what is in it."""
    cast = Cast()
    add_mentors_and_mentees(session, cast)
    add_ends_of_offers(session, cast)
    add_networkers(session, cast)
    add_open_round(session, cast)
    add_tasks(session, cast)
    add_standings(session, cast)
    add_mails(session)
    add_links(session, cast)
    add_a_moved_member(session, cast)
    add_questions(session, cast)
    add_to_the_library(session, cast)
    session.commit()
    return cast


def add_mentors_and_mentees(session: Session, cast: Cast) -> None:
    """A published round: one offer open, others accepted, met and ended."""
    mentor = make_mentor(session, LONG, {"risk": 5, "governance": 4}, capacity=5, **WORDS)
    part_of(session, mentor).is_networker = True
    mentees = [
        make_mentee(
            session,
            name,
            {"risk": (1, 4), "governance": (2, 3), "finance": (None, 3)},
            email=f"{UNBROKEN.lower()}.{number}@a-department-with-a-long-name.example.org",
            target_role="specialist",
            goals=f"Run a portfolio board.\n{UNBROKEN * 2}",
            interests=["agile_pmo", "career_move"],
            **WORDS,
        )
        for number, name in enumerate(
            (UNBROKEN, "محمد بن عبد الرحمن", "Ada Ahl", "Bo Ek", "Cy Dal")
        )
    ]
    unlucky = make_mentee(session, "Cid Cox", {"coaching": (2, 3)})
    make_coordinator(session, "Cora Cole")
    make_coordinator(session, f"Colleague {UNBROKEN}")
    month = clock.current_month("UTC")
    cast.values["person"] = mentees[0].id
    cast.values["published"] = make_round(
        session, the_programme(session), month, publish=True
    ).round_id
    matches = [_match_of(session, mentee) for mentee in mentees]
    _asked, introduced, active, ended, completed = matches
    for match in (introduced, active, ended, completed):
        offers.accept_offer(session, match, mentor)
    confirm_meeting(session, active, mentees[2])
    end_match(session, ended, mentees[3], "No time.")
    confirm_meeting(session, completed, mentor)
    words = LastWords(GoalsReached.SOME, f"To ask early.\n{UNBROKEN}", "Thank you!", UNBROKEN)
    for member in (mentor, mentees[4]):
        close_mentorship(session, completed, member, words, wants_another=True)
    terms = Terms(clock.today("UTC") + timedelta(days=200), None, every_weeks=2, minutes=45)
    propose_terms(session, introduced, mentor, terms)
    _add_sessions(session, cast, introduced, active)
    add_goals(session, active, cast)
    _add_what_was_reached(session, completed)
    for days, owner in ((0, mentor), (9, active.mentee)):
        due_on = clock.today("UTC") + timedelta(days=days)
        action = add_action(session, active, Wording(f"Read {UNBROKEN}", owner.id, due_on))
    action.due_on -= timedelta(days=20)
    cast.values["action"] = action.id
    written = f"Budgets.\n\n{UNBROKEN * 2}"
    save_shared_note(session, active, mentor, written, 0)
    ahead = session_ahead(session, active)
    save_agenda(session, active, active.mentee, written, version=0, for_session=ahead)
    save_private_note(session, active, active.mentee, written, 0, keep_days=30)
    add_pulses(session, introduced, active)
    _add_development(session, cast, active.mentee)
    names = ("asked", "introduced", "active", "ended", "completed")
    cast.add(session, mentor=mentor, unlucky=unlucky, **dict(zip(names, mentees, strict=True)))
    cast.values |= {"asked_mentee": mentees[0].id, "introduced_mentee": mentees[1].id}
    cast.values |= {name: match.id for name, match in zip(names, matches, strict=True)}


def _add_development(session: Session, cast: Cast, member: Member) -> None:
    """Certifications of every kind, and a record of development."""
    today = clock.today("UTC")
    for code, level, days in (
        ("pmp", None, 90),
        ("p3o", CertificationLevel.PRACTITIONER, 700),
        ("ipma_d", None, -10),
        ("prosci", None, None),
    ):
        expires_on = today + timedelta(days=days) if days else None
        values = RecordValues(level, today - timedelta(days=1000), expires_on, 180)
        save_record(session, member, code, values)
    for days, kind in enumerate(DevelopmentKind):
        day, topic = today - timedelta(days=90 * days), f"About {UNBROKEN}"
        entry = add_entry(session, member, EntryValues(day, 45 + 600 * days, kind, topic))
    cast.values["entry"] = entry.id
    planned = StepValues(RoadStepKind.LEARN, f"A course on {UNBROKEN}", today, is_shared=True)
    cast.values["step"] = add_step(session, member, planned).id
    done = add_step(session, member, StepValues(RoadStepKind.VOLUNTEER, "A survey"))
    settle_step(session, done, RoadStepStatus.DONE, today, UNBROKEN)
    add_step(session, member, StepValues(RoadStepKind.INTEREST, "Say so"))


def _add_sessions(session: Session, cast: Cast, introduced: Match, active: Match) -> None:
    """One pair with times to pick from, one with sessions of every kind."""
    now = clock.now()
    times = [now + timedelta(days=day, hours=day) for day in (4, 5, 8)]
    offer_times(session, introduced, introduced.mentor, times, UNBROKEN * 4)
    words = f"To ask early.\n{UNBROKEN * 2}"
    made = [
        MentoringSession(
            match_id=active.id,
            status=status,
            proposed_by_id=active.mentor_id,
            created_at=now,
            starts_at=now + timedelta(days=days),
            minutes=60,
            place=f"https://meet.example.org/{UNBROKEN}",
            topics=words if status == SessionStatus.HELD else "",
            noted_at=now if status != SessionStatus.PLANNED else None,
        )
        for days, status in (
            (3, SessionStatus.PLANNED),
            (-1, SessionStatus.PLANNED),
            (-20, SessionStatus.HELD),
            (-30, SessionStatus.MISSED),
        )
    ]
    session.add_all(made)
    session.flush()
    cast.values["held"] = made[2].id
    cast.values |= {"session_ahead": made[0].id, "session_past": made[1].id}


def _add_what_was_reached(session: Session, completed: Match) -> None:
    """A mentee who has moved on since, and two sessions, one without topics."""
    next(row for row in completed.mentee.profile.skills if row.skill == "risk").level = 3
    began_at = clock.now() - timedelta(days=40)
    for topics in ("", f"Risk registers.\n{UNBROKEN}"):
        held = MentoringSession(
            match_id=completed.id,
            status=SessionStatus.HELD,
            created_at=began_at,
            starts_at=began_at,
            minutes=75,
            topics=topics,
            noted_at=began_at,
        )
        session.add(held)
    completed.mentee.profile.ladder_step = "analyst"
    reasons = dict(completed.reasons)
    completed.reasons = reasons | {"mentee_step": 0}
    session.flush()


def add_to_the_library(session: Session, cast: Cast) -> None:
    """What coordinators added and hid, and entries that a mentee marked, one of them gone since."""
    programme, library = the_programme(session), load_library()
    mentee = session.get_one(Match, cast.values["active"]).mentee
    guide = Resource(
        item="",
        title=f"How we keep {UNBROKEN}",
        address=f"https://example.org/{UNBROKEN * 3}",
        skills=("risk", "governance"),
        from_level=0,
        to_level=4,
        kind=ResourceKind.GUIDE,
        language="de",
        cost=ResourceCost.SIGN_UP,
        about=f"What we learnt about {UNBROKEN}.",
    )
    added = add_resource(session, programme, guide)
    add_resource(session, programme, replace(guide, title="Our risk guide", language="en"))
    hide_item(session, programme, library, "capm_pmp_courses")
    for item, kind, title in (
        (added.item, MarkKind.SAVED, added.title),
        ("card:governance:3", MarkKind.DONE, ""),
        ("added:99999", MarkKind.DID_NOT_HELP, UNBROKEN),
    ):
        mark_item(session, mentee, item, kind, title)


def add_goals(session: Session, match: Match, cast: Cast) -> None:
    """A goal that both agreed to, one that waits for the mentee, and one that was reached."""
    more = ProfileSkill(skill="coaching", level=2, target_level=4, importance=2)
    match.mentee.profile.skills.append(more)
    goals = {
        skill: suggest_goal(session, match, match.mentor, skill, f"A review.\n{UNBROKEN * 2}")
        for skill in ("risk", "governance")
    }
    agree_to_goal(session, match, match.mentee, goals["risk"].id)
    settle_goal(session, match, goals["risk"].id, GoalStatus.REACHED, UNBROKEN)
    again = suggest_goal(session, match, match.mentee, "risk", "The next one.")
    agree_to_goal(session, match, match.mentor, again.id)
    cast.values |= {"goal": again.id, "reached": goals["risk"].id}


def add_pulses(session: Session, introduced: Match, active: Match) -> None:
    """One pair is asked how it goes, one has asked for a word, and others have answered."""
    mentorship_of(session, introduced).began_on -= timedelta(days=31)
    raise_concern(session, active, active.mentee, ConcernKind.TALK)
    part = {"programme_id": active.programme_id, "month": "2026-01"}
    for number in range(14):
        session.add(Pulse(**part, occasion=f"fit-{number}", fit=list(Fit)[number // 6]))
        session.add(Pulse(**part, occasion=f"day-{number}", going=5, useful=1 + number % 5))
    session.flush()


def _match_of(session: Session, mentee: Member) -> Match:
    return session.scalars(sa.select(Match).filter_by(mentee_id=mentee.id)).one()


def add_ends_of_offers(session: Session, cast: Cast) -> None:
    """A mentor who has seen every end that an offer can have, and was silent too often."""
    silent = make_mentor(session, "Sile Nt", {"risk": 4})
    part_of(session, silent).silent_since = clock.now()
    cast.add(session, silent=silent)
    round_ = session.get_one(Round, cast.values["published"])
    for status in (MatchStatus.DECLINED, MatchStatus.EXPIRED, MatchStatus.WITHDRAWN):
        match = make_match(
            session,
            round_,
            make_mentee(session, f"Was {status}"),
            silent,
            status,
            reasons=REASONS,
        )
        cast.values[status.value] = match.id


def add_networkers(session: Session, cast: Cast) -> None:
    """A round of coffee chats, and somebody whose chats are paused."""
    ana = make_networker(session, f"Ana {UNBROKEN}", interests=["agile_pmo"], **WORDS)
    make_networker(session, "Ben Bo", interests=["agile_pmo"], languages=["en", "de"])
    make_networker(session, "Loner", languages=["fi"])
    paused = make_networker(session, "Paula Paused")
    part_of(session, paused).chats_paused_since = clock.now()
    cast.values["coffee_round"] = make_coffee_round(session, the_programme(session)).round_id
    cast.values["coffee"] = session.scalar(
        sa.text("SELECT group_id FROM coffee_group_members WHERE member_id = :id"), {"id": ana.id}
    )
    cast.add(session, networker=ana, paused_networker=paused)


def add_open_round(session: Session, cast: Cast) -> None:
    """Next month's round, solved and under review, with a lock and a ban; and a discarded one."""
    needy = make_mentee(session, f"Needy {UNBROKEN}", {"finance": (1, 4)}, **WORDS)
    other = make_mentee(session, "Other", {"finance": (0, 5)})
    for name in ("Finn", LONG + " II"):
        make_mentor(session, name, {"finance": 5})
    make_mentee(session, "Hopeless", {"coaching": (1, 3)}, languages=["fi"])
    month = (clock.today("UTC").replace(day=1) + timedelta(days=32)).strftime("%Y-%m")
    solved = make_round(session, the_programme(session), month)
    round_ = session.get_one(Round, solved.round_id)
    coordinator = session.scalars(sa.select(Member).filter_by(name="Cora Cole")).one()
    decided = _match_of(session, needy), _match_of(session, other)
    for decide, match in zip((decisions.lock_pair, decisions.ban_pair), decided, strict=True):
        reason = f"They asked. {UNBROKEN}"
        decide(session, round_, match.mentee_id, match.mentor_id, reason, coordinator)
    discarded = make_round_row(session, "2020-01", RoundStatus.DISCARDED)
    cast.values |= {"solved": round_.id, "discarded": discarded.id}
    cast.add(session, coordinator=coordinator)


def add_tasks(session: Session, cast: Cast) -> None:
    """What coordinators had the worker do: done, and in every state before and beside that."""
    cora = session.scalars(sa.select(Member).filter_by(name="Cora Cole")).one()

    def ask(name: str, kind: TaskKind, round_name: str) -> Task:
        about = f"round:{cast.values[round_name]}"
        task, _ = ask_for(session, the_programme(session), kind, about, cora)
        cast.values[f"task_{name}"] = task.id
        return task

    ask("compared", TaskKind.COMPARE_ROUND, "solved")
    finish(
        session, ask("done", TaskKind.PUBLISH_ROUND, "published").id, {"offers": 3, "overtaken": 1}
    )
    ask("failed", TaskKind.PUBLISH_ROUND, "discarded")
    session.commit()
    do_tasks(session)
    ask("waiting", TaskKind.COMPARE_ROUND, "published")
    ask("late", TaskKind.SOLVE_ROUND, "discarded").asked_at -= timedelta(hours=1)
    running = ask("running", TaskKind.SOLVE_ROUND, "published")
    for _ in range(2):
        begin(session, running.id)
    note_phase(session, running.id, "remedies")


def add_standings(session: Session, cast: Cast) -> None:
    """People in the other places where one can stand."""
    newcomer = make_member(session, "Nell", languages=[], time_zone="")
    newcomer.profile.completed_at = None
    first, away = make_mentee(session, "First"), make_mentee(session, "Away")
    part_of(session, first).has_first_priority = True
    part_of(session, away).paused_until = clock.today("UTC") + timedelta(days=40)
    both = make_mentee(session, "Both Ways", {"risk": (1, 4)}, target_role="analyst")
    participation = part_of(session, both)
    participation.is_mentor, participation.is_networker, participation.capacity = True, True, 2
    cast.add(
        session,
        newcomer=newcomer,
        incomplete=make_mentee(session, "Half Done", needs={}, languages=[]),
        waiting=make_mentee(session, "Waiting"),
        first=first,
        away=away,
        both=both,
        full=make_mentor(session, "Full", capacity=0),
        leaver=make_mentee(session, "Lea Leaver"),
        quitter=make_mentee(session, "Quinn Quits"),
        ready=make_mentor(session, "Ready"),
    )


def add_mails(session: Session) -> None:
    """A mail that failed, and one that waits for longer than it should."""
    for number, status in enumerate((MailStatus.FAILED, MailStatus.PENDING)):
        to = make_mentor(session, f"{UNBROKEN} {number}")
        row = owe_a_mail(
            session,
            MailKind.OFFER,
            f"match:{number}",
            to,
            {"match_id": 1},
        )
        assert row is not None
        row.status, row.attempts = status, 3
        row.last_error = f"550 5.1.1 <{to.email}>: Recipient address rejected: {UNBROKEN}"
        row.created_at = clock.now() - timedelta(days=2)
        row.next_attempt_at = clock.now() + timedelta(hours=3)


def add_a_moved_member(session: Session, cast: Cast) -> None:
    """Somebody whose address a coordinator changed, and who asks for another one now."""
    moved = make_mentee(session, "Mo Ved", email=f"{UNBROKEN.lower()}@earlier.example.org")
    cora = session.scalars(sa.select(Member).filter_by(name="Cora Cole")).one()
    new = f"{UNBROKEN.lower()}@a-department-with-a-long-name.example.com"
    programme = the_programme(session)
    change_for_member(session, programme, moved, new, SECRET_KEY, cora)
    asked = ask_to_change(session, programme, moved, "mo@example.com", SECRET_KEY)
    twice = make_mentee(session, "Mo Ved", email="mo.ved@example.org")
    cast.values["twice"] = twice.id
    cast.add(session, moved=moved)
    cast.values["moved"] = moved.id
    cast.values["address_link"] = change_token(asked, "confirm", SECRET_KEY)
    cast.values["stop_link"] = change_token(asked, "stop", SECRET_KEY)
    refusal = RefusalLink(Refusable.REMINDERS, programme.id, twice.id)
    cast.values["refusal_link"] = refusal_token(refusal, SECRET_KEY)


def add_questions(session: Session, cast: Cast) -> None:
    """What mails ask, by link; and a browser that may answer."""
    offer = session.get_one(Match, cast.values["asked"])
    late = session.get_one(MentoringSession, cast.values["session_past"])
    mentee = session.get_one(Match, late.match_id).mentee
    introduced = session.get_one(Match, cast.values["introduced"])
    terms = open_proposal(session, introduced)
    assert terms is not None
    for name, kind, subject_id, member in (
        ("question_link", QuestionKind.OFFER, offer.id, offer.mentor),
        ("met_link", QuestionKind.SESSION_MET, late.id, mentee),
        ("terms_link", QuestionKind.TERMS, terms.id, introduced.mentee),
        ("pulse_link", QuestionKind.PULSE, introduced.id, introduced.mentee),
    ):
        link = link_to(session, kind, subject_id, member, clock.now())
        assert link is not None
        cast.values[name] = question_token(link, SECRET_KEY)
    remember_browser(session, mentee, "another sign-in", "", SECRET_KEY)


def add_links(session: Session, cast: Cast) -> None:
    """Sign-in links: one that works, for whom and where not, expired, used; and a second one."""
    member = make_mentee(session, "Ria Registers")
    member.email = f"again_link@{UNBROKEN.lower()}.example.org"
    spoil: dict[str, Callable[[SignInLink], None]] = {
        "link": lambda _: None,
        "expired_link": lambda link: setattr(link, "expires_at", clock.now()),
        "others_link": lambda link: setattr(link.askers[0], "browser_hash", "another"),
        "again_link": lambda _: None,
        "used_link": lambda link: setattr(link, "used_at", clock.now()),
    }
    for name, change in spoil.items():
        link = request_link(
            session,
            the_programme(session),
            f"{name}@{UNBROKEN.lower()}.example.org",
            SECRET_KEY,
            "Ria",
            ["mentor", "networker"],
        )
        assert link is not None
        change(link)
        cast.values[name] = token_of(link, SECRET_KEY)
