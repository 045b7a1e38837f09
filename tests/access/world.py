"""One small programme in which everybody has something of their own, and strangers have too."""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy.orm import Session

from jobs.monthly_match import make_round as match_the_month
from matchmaker import clock
from matchmaker.models import (
    Action,
    DevelopmentKind,
    Goal,
    GoalStatus,
    MailKind,
    MailStatus,
    Match,
    MatchStatus,
    Member,
    MentoringSession,
    OfferedTime,
    PairDecision,
    Participation,
    ProfileSkill,
    ProposedTerms,
    Refusable,
    RoadStepKind,
    Round,
    SessionStatus,
    TaskKind,
)
from matchmaker.services.accounts.address_changes import Purpose, ask_to_change, change_token
from matchmaker.services.accounts.answering_browsers import browsers_of, remember_browser
from matchmaker.services.accounts.links import request_link, token_of
from matchmaker.services.accounts.sign_in import open_session
from matchmaker.services.certifications.development import EntryValues, add_entry
from matchmaker.services.mentorships.beginning import begin_mentorship
from matchmaker.services.outbox.refusing import RefusalLink, refusal_token
from matchmaker.services.questions.kinds import QuestionKind
from matchmaker.services.questions.links import link_to, question_token
from matchmaker.services.review import decisions
from matchmaker.services.road.steps import StepValues, add_step
from matchmaker.services.tasks.tasks import ask_for
from tests.conftest import SECRET_KEY
from tests.factories import (
    make_coffee_group,
    make_coordinator,
    make_match,
    make_mentee,
    make_mentor,
    make_mentoring_session,
    make_round,
    owe_a_mail,
    part_of,
    solve_again,
    the_programme,
)

PURPOSES: dict[str, Purpose] = {"address_link": "confirm", "stop_link": "stop"}
PEOPLE = ("visitor", "mentee", "mentor", "both", "coordinator")
OFFERED = MatchStatus.OFFERED
INTRODUCED = MatchStatus.INTRODUCED

TIME = clock.now().replace(microsecond=0) + timedelta(days=5)
"""Offered for a session."""
Arguments = dict[str, object]


@dataclass
class World:
    """Whom the table names, and what each of its words stands for in an address."""

    tokens: dict[str, str] = field(default_factory=dict)
    """Session tokens by person."""
    browsers: dict[str, str] = field(default_factory=dict)
    """By person: what a browser holds that may answer from their mail, and nothing else."""
    things: dict[str, dict[str, Arguments]] = field(default_factory=dict)
    """By the table's word: arguments of the address by person; "" for everybody."""
    missing: dict[str, Arguments] = field(default_factory=dict)
    """By the table's word: arguments that lead to nothing."""
    forms: dict[str, Arguments] = field(default_factory=dict)
    """By endpoint: what its button sends."""
    states: dict[str, MatchStatus] = field(default_factory=dict)
    """By the table's word: the state in which a match has to be."""

    def arguments(self, thing: str, person: str) -> Arguments:
        """Return what an address needs to name a thing as a person means it."""
        found = self.things[thing]
        return found[person] if person in found else found[""]


def build_world(session: Session) -> World:
    """Make everybody and everything; commits."""
    world = World()
    people = _people(session)
    strangers = (make_mentee(session, "Sam Stranger"), make_mentor(session, "Stella Stranger"))
    _matches(session, world, people, strangers)
    _questions(session, world)
    _chats(session, world, people, strangers)
    _round_in_review(session, world, people["coordinator"])
    _task(session, world, people["coordinator"])
    _mail_that_failed(session, world, strangers[0])
    _link(session, world)
    world.things["anybody"] = {"": {"member_id": people["mentee"].id}}
    world.missing["anybody"] = {"member_id": 90_001}
    world.things["skill"] = {"": {"skill": "risk"}}
    world.missing["skill"] = {"skill": "nothing"}
    world.things["step_of_a_skill"] = {"": {"skill": "risk", "level": 2}}
    world.missing["step_of_a_skill"] = {"skill": "risk", "level": 9}
    world.forms["library.mark"] = {"item": "card:risk:2", "mark": "done"}
    world.forms["library_stock.add"] = {
        "title": "A guide",
        "address": "https://example.org/guide",
        "skills": ["risk"],
        "from_level": "0",
        "to_level": "2",
        "kind": "guide",
        "language": "en",
        "cost": "free",
    }
    for endpoint in ("library_stock.hide", "library_stock.show_again"):
        world.forms[endpoint] = {"item": "emotional_intelligence"}
    world.things["captured_mail"] = {"": {"number": 1}}
    world.things["captured_file"] = {"": {"number": 1, "position": 0}}
    world.missing["captured_mail"] = {"number": 90_001}
    world.missing["captured_file"] = {"number": 90_001, "position": 0}
    world.forms["coordinators.add"] = {"email": "carl@example.org"}
    # The only coordinator is asked to name another first: 409.
    world.forms["own_data.erase"] = {"sure": "yes"}
    world.forms["demo_desk.let_time_pass"] = {"until": "days"}
    world.things["file"] = {"": {"filename": "theme.css"}}
    world.things["library_file"] = {"": {"filename": "css/bootstrap.min.css"}}
    world.missing["file"] = world.missing["library_file"] = {"filename": "../config.py"}
    for name, member in people.items():
        world.tokens[name] = open_session(session, member)
    _browsers(session, world, people, strangers[0])
    _development(session, world, people, strangers[0])
    session.commit()
    return world


def _development(
    session: Session, world: World, people: dict[str, Member], stranger: Member
) -> None:
    """An entry in the record of each, and a certification that anybody may hold."""
    written = EntryValues(clock.today("UTC"), 60, DevelopmentKind.POWER_SKILLS, "A course")

    def entry(member: Member) -> Arguments:
        return {"entry_id": add_entry(session, member, written).id}

    world.things["my_entry"] = {name: entry(member) for name, member in people.items()}
    world.things["others_entry"] = {"": entry(stranger)}
    world.missing["my_entry"] = world.missing["others_entry"] = {"entry_id": 90_001}
    world.things["certification"] = {"": {"code": "pmp"}}
    planned = StepValues(RoadStepKind.LEARN, "A course")
    world.things["my_step"] = {
        name: {"step_id": add_step(session, member, planned).id} for name, member in people.items()
    }
    world.things["others_step"] = {"": {"step_id": add_step(session, stranger, planned).id}}
    world.missing["my_step"] = world.missing["others_step"] = {"step_id": 90_001}
    world.missing["certification"] = {"code": "nothing"}
    day = clock.today("UTC").isoformat()
    form = {"day": day, "time_spent": "1:30", "topic": "A talk", "kind": "giving_back"}
    world.forms |= {
        "development.add": form,
        "development.change": form,
        "road_steps.take": {"kind": "network", "skill": ""},
        "road_steps.refuse": {"kind": "network", "skill": ""},
        "road_steps.add": {"title": "A talk", "kind": "learn"},
        "road_steps.change": {"title": "Two talks", "kind": "learn"},
        "road_steps.done": {"on": day, "outcome": ""},
        "certifications.save": {
            "level": "none",
            "earned_on": day,
            "expires_on": "",
            "reminders": "180",
        },
    }


def _people(session: Session) -> dict[str, Member]:
    both = make_mentor(session, "Bo Both", capacity=3)
    part_of(session, both).is_mentee = True
    return {
        "mentee": make_mentee(session, "Mina Mentee"),
        "mentor": make_mentor(session, "Max Mentor", capacity=3),
        "both": both,
        "coordinator": make_coordinator(session),
    }


def _matches(
    session: Session, world: World, people: dict[str, Member], strangers: tuple[Member, Member]
) -> None:
    round_ = make_round(session, "2026-10")

    def pair(mentee: Member, mentor: Member) -> Arguments:
        later = clock.now() + timedelta(days=5)
        match = make_match(session, round_, mentee, mentor, OFFERED, answer_by=later)
        begin_mentorship(session, match)
        mentee.profile.skills.append(
            ProfileSkill(skill="finance", level=1, target_level=3, importance=2)
        )
        make_mentoring_session(session, match, minutes=45)
        return {"match_id": match.id}

    def propose(about: Arguments, by: str) -> Arguments:
        match = session.get_one(Match, about["match_id"])
        proposal = ProposedTerms(
            match_id=match.id,
            proposed_by_id=getattr(match, f"{by}_id"),
            proposed_at=clock.now(),
            ends_on=clock.today("UTC") + timedelta(days=90),
            every_weeks=2,
            minutes=45,
        )
        session.add(proposal)
        session.flush()
        return about | {"proposal_id": proposal.id}

    def meet(about: Arguments, by: str, in_days: int, status: str) -> Arguments:
        match = session.get_one(Match, about["match_id"])
        starts_at = clock.now() + timedelta(days=in_days)
        planned = MentoringSession(
            match_id=match.id,
            status=SessionStatus(status),
            proposed_by_id=getattr(match, f"{by}_id"),
            created_at=clock.now(),
            starts_at=starts_at if status == "planned" else None,
            minutes=45,
            offered_times=[OfferedTime(starts_at=TIME)] if status == "proposed" else [],
        )
        session.add(planned)
        session.flush()
        return about | {"session_id": planned.id}

    mentors = [make_mentor(session, f"Mentor of {name}") for name in ("Mina", "Bo")]
    mentees = [make_mentee(session, f"Mentee of {name}") for name in ("Max", "Bo")]
    as_mentee = {
        "mentee": pair(people["mentee"], mentors[0]),
        "both": pair(people["both"], mentors[1]),
    }
    as_mentor = {
        "mentor": pair(mentees[0], people["mentor"]),
        "both": pair(mentees[1], people["both"]),
    }
    theirs = {"": pair(*strangers)}
    world.things |= {
        "offer_about_me": as_mentee,
        "offer_to_me": as_mentor,
        "others_offer": theirs,
        "match_as_mentee": as_mentee,
        "match_as_mentor": as_mentor,
        "others_match": theirs,
    }
    world.things["proposal_to_me"] = {
        "mentee": propose(as_mentee["mentee"], "mentor"),
        "mentor": propose(as_mentor["mentor"], "mentee"),
        "both": propose(as_mentee["both"], "mentor"),
    }
    world.things["others_proposal"] = {"": propose(theirs[""], "mentor")}
    for word, in_days, status in (
        ("times", 0, "proposed"),
        ("session_ahead", 3, "planned"),
        ("session_past", -1, "planned"),
    ):
        world.things[f"my_{word}"] = {
            "mentee": meet(as_mentee["mentee"], "mentor", in_days, status),
            "mentor": meet(as_mentor["mentor"], "mentee", in_days, status),
            "both": meet(as_mentee["both"], "mentor", in_days, status),
        }
        world.things[f"others_{word}"] = {"": meet(theirs[""], "mentor", in_days, status)}
    world.things["goal_to_me"] = {
        "mentee": _suggest(session, as_mentee["mentee"], "mentor"),
        "mentor": _suggest(session, as_mentor["mentor"], "mentee"),
        "both": _suggest(session, as_mentee["both"], "mentor"),
    }
    world.things["others_goal"] = {"": _suggest(session, theirs[""], "mentor")}
    world.things |= {
        "reached_goal": {
            "mentee": _suggest(session, as_mentee["mentee"], "mentor", "reached"),
            "mentor": _suggest(session, as_mentor["mentor"], "mentee", "reached"),
            "both": _suggest(session, as_mentee["both"], "mentor", "reached"),
        },
        "my_action": {
            "mentee": _act(session, as_mentee["mentee"]),
            "mentor": _act(session, as_mentor["mentor"]),
            "both": _act(session, as_mentee["both"]),
        },
        "others_action": {"": _act(session, theirs[""])},
    }
    for word in world.things:
        world.missing[word] = {"match_id": 90_001}
        if word.startswith(("my_", "others_")) and "offer" not in word:
            world.states[word] = INTRODUCED
        if any(each in word for each in ("match", "proposal", "goal")):
            world.states[word] = INTRODUCED
    for word in ("proposal_to_me", "others_proposal"):
        world.missing[word] |= {"proposal_id": 90_001}
    for word in ("goal_to_me", "others_goal", "reached_goal"):
        world.missing[word] |= {"goal_id": 90_001}
    for word in ("my_action", "others_action"):
        world.missing[word] |= {"action_id": 90_001}
    for word in world.things:
        if "times" in word or "session" in word:
            world.missing[word] |= {"session_id": 90_001}
    day = (clock.today("UTC") + timedelta(days=9)).isoformat()
    world.forms["sessions.offer"] = {"day_1": day, "time_1": "14:30"}
    world.forms["sessions.move"] = {"day": day, "time": "14:30"}
    world.forms["sessions.pick"] = {"starts_at": TIME.isoformat()}
    world.forms["noting.add"] = {"minutes": "45", "day": clock.today("UTC").isoformat()}
    world.forms["offers.decline"] = {"reason": "no_time", "note": ""}
    world.forms["agreement.suggest"] = {
        "every_weeks": "3",
        "minutes": "60",
        "ends_on": (clock.today("UTC") + timedelta(days=120)).isoformat(),
        "review_on": "",
    }
    world.forms |= {
        "noting.note": {"minutes": "45", "topics": "Budgets"},
        "goals.suggest": {"skill": "finance", "sign": "A budget of my own."},
        "goals.settle": {"status": "dropped", "outcome": ""},
        "raising.answer": {"level": "raise"},
        "actions.add": {"text": "Read", "owner": "me", "due_on": day, "version": "1"},
        "actions.change": {"text": "Read on", "owner": "me", "due_on": day, "version": "1"},
        "notes.save": {"text": "Budgets", "version": "0"},
        "agenda.save": {"text": "Budgets", "version": "0", "for_session": "0"},
        "notes.save_private": {"text": "Budgets", "version": "0"},
        "pulse.answer": {"fit": "fits"},
        "concerns.send": {"kind": "talk"},
        "finish.finish": {"goals_reached": "all", "wants_another": "no"},
        "mentorships.end": {"reason": "We have finished."},
    }


def _questions(session: Session, world: World) -> None:
    """What the mails about offers, terms and sessions ask."""
    for word, about, kind in (
        ("question_to_me", "offer_to_me", QuestionKind.OFFER),
        ("others_question", "others_offer", QuestionKind.OFFER),
        ("question_on_terms", "proposal_to_me", QuestionKind.TERMS),
        ("others_question_on_terms", "others_proposal", QuestionKind.TERMS),
        ("question_of_fit", "my_session_past", QuestionKind.FIT),
        ("others_question_of_fit", "others_session_past", QuestionKind.FIT),
    ):
        world.things[word] = {
            person: _question(session, kind, arguments, person)
            for person, arguments in world.things[about].items()
        }
        world.missing[word] = {"token": "0" * 64}
        if kind != QuestionKind.OFFER:
            world.states[word] = INTRODUCED
    world.forms["answers.answer"] = {"answer": "accept"}


def _question(session: Session, kind: QuestionKind, about: Arguments, person: str) -> Arguments:
    """Return what a mail asks a person of a pair; it is asked once they are introduced."""
    match = session.get_one(Match, about["match_id"])
    is_offer = kind == QuestionKind.OFFER
    match.status = OFFERED if is_offer else INTRODUCED
    asked = match.mentor if is_offer or person == "mentor" else match.mentee
    subject = about["proposal_id"] if kind == QuestionKind.TERMS else match.id
    link = link_to(session, kind, int(str(subject)), asked, clock.now())
    assert link is not None
    match.status = OFFERED
    return {"token": question_token(link, SECRET_KEY), "match_id": match.id}


def _suggest(session: Session, about: Arguments, by: str, status: str = "suggested") -> Arguments:
    match = session.get_one(Match, about["match_id"])
    goal = Goal(
        match_id=match.id,
        skill="finance" if status == "reached" else "risk",
        from_level=1,
        to_level=3,
        sign="A risk review.",
        status=GoalStatus(status),
        settled_at=clock.now() if status == "reached" else None,
        suggested_by_id=getattr(match, f"{by}_id"),
        suggested_at=clock.now(),
    )
    session.add(goal)
    session.flush()
    return about | {"goal_id": goal.id}


def _act(session: Session, about: Arguments) -> Arguments:
    mentee_id = session.get_one(Match, about["match_id"]).mentee_id
    action = Action(
        match_id=about["match_id"],
        owner_id=mentee_id,
        text="Read a charter",
        due_on=clock.today("UTC"),
        created_at=clock.now(),
    )
    session.add(action)
    session.flush()
    return about | {"action_id": action.id}


def _chats(
    session: Session, world: World, people: dict[str, Member], strangers: tuple[Member, Member]
) -> None:
    mine = make_coffee_group(session, [people["mentee"], people["mentor"], people["both"]])
    theirs = make_coffee_group(session, list(strangers))
    ours = {"group_id": mine.id}
    world.things["my_chat"] = dict.fromkeys(("mentee", "mentor", "both"), ours)
    world.things["others_chat"] = {"": {"group_id": theirs.id}}
    world.things["coffee_round"] = {"": {"round_id": mine.round_id}}
    for word in ("my_chat", "others_chat"):
        world.missing[word] = {"group_id": 90_001}
    world.missing["coffee_round"] = {"round_id": 90_001}


def _round_in_review(session: Session, world: World, boss: Member) -> None:
    """The month's real round, made by the job from everybody without a live match."""
    mentee = make_mentee(session, "Pia Proposed")
    make_mentor(session, "Pat Proposed", capacity=2)
    session.commit()
    round_id = match_the_month(session, the_programme(session), "2026-11").round_id
    round_ = session.get_one(Round, round_id)
    match = session.query(Match).filter_by(round_id=round_id, mentee_id=mentee.id).one()
    decision: PairDecision = decisions.lock_pair(
        session, round_, match.mentee_id, match.mentor_id, "They share a site.", boss
    )
    solve_again(session, round_, boss)
    other = session.query(Match).filter_by(status=MatchStatus.OFFERED).first()
    assert other is not None
    # The published round was made by hand; a decline looks for the next best in its snapshot.
    other.round.snapshot = round_.snapshot
    match = session.query(Match).filter_by(round_id=round_id, mentee_id=mentee.id).one()
    pair = {"mentee_id": match.mentee_id, "mentor_id": match.mentor_id, "reason": "A reason."}
    another = next(each for each in _mentors(session) if each != match.mentor_id)
    world.things["round_in_review"] = {"": {"round_id": round_id}}
    world.things["round_published"] = {"": {"round_id": other.round_id}}
    world.missing["round_in_review"] = world.missing["round_published"] = {"round_id": 90_001}
    world.forms |= {
        "rounds.lock": pair,
        "rounds.ban": pair | {"mentor_id": another},
        "rounds.lift": {"decision_id": decision.id},
        "rounds.discard": {"reason": "A reason."},
        "rounds.choose_objective": {"objective": "fair"},
        "rounds.withdraw": {"match_id": other.id, "reason": "A reason."},
    }


def _browsers(session: Session, world: World, people: dict[str, Member], stranger: Member) -> None:
    """Browsers that may answer from their mail."""
    everybody = people | {"": stranger}
    for name, member in everybody.items():
        world.browsers[name] = remember_browser(session, member, f"of {name}", "", SECRET_KEY)
    ids = {name: browsers_of(session, member)[0].id for name, member in everybody.items()}
    world.things["my_browser"] = {
        name: {"browser_id": found} for name, found in ids.items() if name
    }
    world.things["others_browser"] = {"": {"browser_id": ids[""]}}
    world.missing["my_browser"] = world.missing["others_browser"] = {"browser_id": 90_001}


def _task(session: Session, world: World, boss: Member) -> None:
    """Something that no worker does here, so that it waits for ever."""
    about = f"round:{world.things['round_in_review']['']['round_id']}"
    task, _ = ask_for(session, the_programme(session), TaskKind.COMPARE_ROUND, about, boss)
    world.things["task"] = {"": {"task_id": task.id}}
    world.missing["task"] = {"task_id": 90_001}


def _mentors(session: Session) -> list[int]:
    query = session.query(Participation.member_id).filter_by(is_mentor=True)
    return [member_id for (member_id,) in query.order_by(Participation.id)]


def _mail_that_failed(session: Session, world: World, recipient: Member) -> None:
    row = owe_a_mail(session, MailKind.WELCOME, "member:1", recipient)
    assert row is not None
    row.status = MailStatus.FAILED
    session.flush()
    world.things["failed_mail"] = {"": {"mail_id": row.id}}
    world.missing["failed_mail"] = {"mail_id": 90_001}


def _link(session: Session, world: World) -> None:
    link = request_link(
        session, the_programme(session), "new@example.org", SECRET_KEY, "Nell New", ["mentee"]
    )
    assert link is not None
    world.things["link"] = {"": {"token": token_of(link, SECRET_KEY)}}
    world.missing["link"] = {"token": "0" * 64}
    cleo = make_mentee(session, "Cleo Changes")
    change = ask_to_change(session, the_programme(session), cleo, "cleo@example.com", SECRET_KEY)
    for thing, purpose in PURPOSES.items():
        world.things[thing] = {"": {"token": change_token(change, purpose, SECRET_KEY)}}
        world.missing[thing] = {"token": "0" * 64}
    refusal = RefusalLink(Refusable.REMINDERS, the_programme(session).id, cleo.id)
    world.things["refusal_link"] = {"": {"token": refusal_token(refusal, SECRET_KEY)}}
    world.missing["refusal_link"] = {"token": "0" * 64}
    world.forms["unsubscribe.refuse"] = {"List-Unsubscribe": "One-Click"}
    world.forms["members.pause"] = {"until": (clock.today("UTC") + timedelta(days=40)).isoformat()}
    world.forms["own_data.choose"] = {"mails": ["reminders"]}
    again = make_mentee(session, "Mina Mentee", needs={}, email="mina.again@example.org")
    for endpoint in ("duplicates.merge", "duplicates.keep_apart"):
        world.forms[endpoint] = {"other": again.id}
    world.forms["own_address.change"] = {"email": "mine.now@example.org"}
    world.forms["people_address.change"] = {"email": "theirs.now@example.org"}
    world.forms["profiles.save"] = {"name": "Nell New"}
    world.forms["sign_in.request"] = {"email": "new@example.org"}
    world.forms["registration.register"] = {
        "name": "Nell",
        "email": "new@example.org",
        "roles": ["mentee"],
    }
