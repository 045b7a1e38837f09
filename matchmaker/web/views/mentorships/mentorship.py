"""A mentorship, from the introduction on, for the two of it and for coordinators."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matchmaker.extensions import db
from matchmaker.messages import gettext as _
from matchmaker.messages import language, lazy_gettext
from matchmaker.models import Match, MatchStatus
from matchmaker.services.library.values import Card
from matchmaker.services.mentorships.actions import actions_view
from matchmaker.services.mentorships.agenda import goal_points, points_of
from matchmaker.services.mentorships.concern_words import concern_words
from matchmaker.services.mentorships.concerns import open_concerns
from matchmaker.services.mentorships.ending import end_match
from matchmaker.services.mentorships.first_contact import first_contact
from matchmaker.services.mentorships.goals import GoalsView, goals_view
from matchmaker.services.mentorships.meeting import confirm_meeting
from matchmaker.services.mentorships.moving import NotPossibleNow
from matchmaker.services.mentorships.notes import shared_note
from matchmaker.services.mentorships.noting import meet_today
from matchmaker.services.mentorships.own_agenda import own_agenda, points_in
from matchmaker.services.mentorships.page import match_view
from matchmaker.services.mentorships.reached import could_mentor, then_and_now
from matchmaker.services.road.steps import shared_steps
from matchmaker.services.rounds.transitions import OutOfDate
from matchmaker.services.wording.reasons import Reader
from matchmaker.web.current_library import current_library
from matchmaker.web.current_member import current_member
from matchmaker.web.typed import typed_text
from matchmaker.web.views.mentorships.pairs import find_match, reader_now, require_reader
from matchmaker.web.withheld import note_look_at

blueprint = Blueprint("mentorships", __name__)

LONGEST_REASON = 1_000
CHANGED_MEANWHILE = lazy_gettext("This has changed meanwhile. This is how it stands now.")


@blueprint.get("/matches/<int:match_id>")
def show(match_id: int) -> ResponseReturnValue:
    """Show the other one of the two, why they were matched, and what comes next."""
    match = find_match(match_id)
    reader = reader_now(match)
    if reader is None:
        return _elsewhere(match)
    if reader == "other":
        note_look_at(match.mentee, match.mentor)
    return _page(match, reader)


@blueprint.post("/matches/<int:match_id>/met")
def met(match_id: int) -> ResponseReturnValue:
    """Note that the two have met."""
    match = find_match(match_id)
    reader = require_reader(match)
    try:
        is_news = (
            confirm_meeting(db.session(), match, current_member())
            if reader == "other"
            else meet_today(db.session(), match, current_member())
        )
    except (NotPossibleNow, OutOfDate):
        return _changed_meanwhile(match_id)
    db.session.commit()
    flash(_meeting_words(is_news, reader))
    return redirect(url_for("mentorships.show", match_id=match_id))


@blueprint.post("/matches/<int:match_id>/end")
def end(match_id: int) -> ResponseReturnValue:
    """End a match without fault; the reason stays private."""
    match = find_match(match_id)
    reader = require_reader(match)
    reason = typed_text("reason", LONGEST_REASON)
    if len(reason) > LONGEST_REASON:
        sentence = _("Keep the reason under %(number)s characters.", number=LONGEST_REASON)
        return _page(match, reader, typed_reason=reason, sentence=sentence), 422
    try:
        end_match(
            db.session(),
            match,
            current_member(),
            reason,
            mentee_comes_first=reader != "mentor" and "comes_first" in request.form,
        )
    except (NotPossibleNow, OutOfDate):
        return _changed_meanwhile(match_id)
    db.session.commit()
    flash(
        _("The mentorship has ended. Both of them are told, in neutral words.")
        if reader == "other"
        else _("The mentorship has ended. Both of you are told, in neutral words.")
    )
    return redirect(url_for("mentorships.show", match_id=match_id))


def _page(match: Match, reader: Reader, typed_reason: str = "", sentence: str = "") -> str:
    is_one_of_them = reader != "other"
    goals = goals_view(db.session(), match, current_member()) if is_one_of_them else None
    actions = actions_view(db.session(), match, current_member()) if is_one_of_them else None
    return render_template(
        "mentorships/mentorship.html",
        match=match_view(db.session(), match, reader),
        goals=goals,
        cards=_cards_of(goals) if goals else {},
        reached=then_and_now(db.session(), match) if is_one_of_them else (),
        asks_to_mentor=is_one_of_them and could_mentor(db.session(), match, current_member()),
        first=first_contact(db.session(), match, current_member()) if is_one_of_them else None,
        actions=actions,
        shared_steps=shared_steps(db.session(), match.mentee) if reader == "mentor" else (),
        points=points_of(actions.open) if actions else (),
        goal_points=goal_points(goals, match.mentee.profile) if goals else (),
        own_points_now=points_in(own_agenda(db.session(), match).text) if is_one_of_them else (),
        notes=shared_note(db.session(), match) if is_one_of_them else None,
        asked_for=(
            [concern_words(each, match) for each in open_concerns(db.session(), match)]
            if reader == "other"
            else []
        ),
        typed_reason=typed_reason,
        longest_reason=LONGEST_REASON,
        wishes_first="comes_first" in request.form
        or (reader == "other" and request.method == "GET"),
        sentence=sentence,
    )


def _cards_of(goals: GoalsView) -> dict[int, Card]:
    """Return the library's card of the mentee's next step, by goal."""
    library = current_library()
    found = (
        (goal.id, library.card(goal.skill, goal.next_level, language()))
        for goal in goals.open
        if goal.next_level is not None
    )
    return {goal_id: card for goal_id, card in found if card is not None}


def _meeting_words(is_news: bool, reader: Reader) -> str:
    if not is_news:
        return _("You have told us already.")
    if reader == "other":
        return _("Thank you. It is recorded that the two have met.")
    return _("Thank you for telling us that you have met.")


def _changed_meanwhile(match_id: int) -> ResponseReturnValue:
    db.session.rollback()
    match = find_match(match_id)
    flash(str(CHANGED_MEANWHILE), "warning")
    return _page(match, require_reader(match)), 409


def _elsewhere(match: Match) -> ResponseReturnValue:
    """Send the invited mentor to the offer; for everybody else there is nothing here (yet)."""
    if match.mentor_id != current_member().id or match.status == MatchStatus.PROPOSED:
        abort(404)
    return redirect(url_for("offers.show", match_id=match.id))
