"""The review of a round: what a coordinator sees, decides and releases, and nobody else."""

from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from jobs.monthly_match import make_round
from matchmaker.extensions import db
from matchmaker.models import (
    Match,
    MatchStatus,
    OutboxMail,
    PairDecision,
    Round,
    RoundStatus,
)
from matchmaker.services.matches import offers
from matchmaker.services.matches.publishing import publish_round
from tests.factories import make_coordinator, make_member, make_mentee, make_mentor, the_programme
from tests.factories import make_round as make_row
from tests.tasks import post_and_do
from tests.web.browsing import browser_of, text_of

HOSTILE = "<script>alert(1)</script> O’Hara & Co"


@dataclass(frozen=True, slots=True)
class Story:
    """A solved round: Ada and Ben share Mia and Max, Cid states no gap."""

    round_id: int
    coordinator: int
    ada: int
    ben: int
    mia: int
    max: int
    outsider: int


@pytest.fixture
def story(app: Flask) -> Story:
    with app.app_context():
        session = db.session()
        people = {
            "ada": make_mentee(
                session, "Ada Ahl", {"risk": (1, 4)}, job_title="Analyst", interests=["agile_pmo"]
            ),
            "ben": make_mentee(session, "Ben Bo", {"risk": (2, 3)}),
            "mia": make_mentor(session, "Mia Moe", {"risk": 5}, interests=["agile_pmo"]),
            "max": make_mentor(session, "Max Mur", {"risk": 3}),
            "coordinator": make_coordinator(session),
            "outsider": make_member(session, "Otto"),
        }
        make_mentee(session, "Cid Cox", needs={})
        ids = {name: person.id for name, person in people.items()}
        report = make_round(session, the_programme(session), "2026-11")
        return Story(round_id=report.round_id, **ids)


@pytest.fixture
def desk(app: Flask, story: Story) -> FlaskClient:
    """The coordinator's browser."""
    return browser_of(app, story.coordinator)


def publish(app: Flask, story: Story) -> None:
    with app.app_context():
        publish_round(db.session(), db.session.get_one(Round, story.round_id), None)
        db.session.commit()


def decide(desk: FlaskClient, story: Story, action: str, reason: str) -> tuple[int, str]:
    answer = desk.post(
        f"/rounds/{story.round_id}/{action}",
        data={"mentee_id": story.ada, "mentor_id": story.mia, "match_id": 1, "reason": reason},
    )
    return answer.status_code, answer.text


PAGES = ("/rounds", "/rounds/{}", "/rounds/{}/publish")


@pytest.mark.parametrize("page", PAGES)
def test_a_visitor_is_sent_to_sign_in_and_back(app: Flask, story: Story, page: str) -> None:
    address = page.format(story.round_id)

    answer = app.test_client().get(address)

    assert answer.status_code == 302
    assert answer.location.startswith("/sign-in?next=")


@pytest.mark.parametrize("page", PAGES)
def test_members_who_do_not_run_the_programme_see_no_round(
    app: Flask, story: Story, page: str
) -> None:
    for member in (story.ada, story.mia, story.outsider):
        assert browser_of(app, member).get(page.format(story.round_id)).status_code == 403


@pytest.mark.parametrize("action", ["lock", "ban", "lift", "solve", "discard", "publish"])
def test_nobody_else_decides(app: Flask, story: Story, action: str) -> None:
    answer = browser_of(app, story.mia).post(f"/rounds/{story.round_id}/{action}")

    assert answer.status_code == 403


def test_the_list_names_months_and_results(desk: FlaskClient) -> None:
    text = text_of(desk.get("/rounds").text)

    assert "November 2026 Ready for review 2 of 3" in text
    assert "Review and publish" in text


def test_a_programme_without_rounds_says_how_one_is_made(app: Flask) -> None:
    with app.app_context():
        coordinator = make_coordinator(db.session()).id
        db.session.commit()

    text = text_of(browser_of(app, coordinator).get("/rounds").text)

    assert "No round for" in text
    assert "python -m jobs.monthly_match" in text


def test_a_round_that_was_discarded_before_it_was_solved_is_not_being_prepared(app: Flask) -> None:
    with app.app_context():
        coordinator = make_coordinator(db.session()).id
        round_id = make_row(db.session(), status=RoundStatus.DISCARDED).id
        db.session.commit()

    text = text_of(browser_of(app, coordinator).get(f"/rounds/{round_id}").text)

    assert "This round was given up before it was solved." in text
    assert "Being prepared" not in text


def test_an_unknown_round_is_not_found(desk: FlaskClient) -> None:
    assert desk.get("/rounds/999").status_code == 404


def test_the_review_shows_numbers_pairs_reasons_alternatives_and_load(
    desk: FlaskClient, story: Story
) -> None:
    text = text_of(desk.get(f"/rounds/{story.round_id}").text)

    assert "matched 2 without a match 1 mentees 3 mentors 2 places 2" in text
    assert "Mentee: Ada Ahl Analyst Mentor: Mia Moe" in text
    assert "The mentor can teach: Risk, issue and dependency management (from level 1 to 4)" in text
    assert "Who else could mentor Ada Ahl Max Mur" in text
    assert "no place left" in text
    assert "Cid Cox The profile states no gap" in text
    assert "Mia Moe 0 free of 1 1 proposed here" in text


def test_pairs_can_be_put_in_another_order(desk: FlaskClient, story: Story) -> None:
    def points(order: str) -> list[int]:
        page = BeautifulSoup(
            desk.get(f"/rounds/{story.round_id}?order={order}").text, "html.parser"
        )
        return [int(next(score.strings)) for score in page.select(".score")]

    lowest, highest = points("lowest"), points("highest")

    assert lowest == sorted(lowest)
    assert highest == lowest[::-1]
    assert len(set(lowest)) == 2


def test_a_decision_needs_a_reason_and_what_was_chosen_is_kept(
    app: Flask, desk: FlaskClient, story: Story
) -> None:
    answer = desk.post(
        f"/rounds/{story.round_id}/lock",
        data={"mentee_id": story.ada, "mentor_id": story.max, "match_id": 1, "reason": "  "},
    )

    page = BeautifulSoup(answer.text, "html.parser")
    assert answer.status_code == 409
    assert "Give a reason" in text_of(answer.text)
    chosen = page.select_one(f'#match-1 option[value="{story.max}"]')
    assert chosen is not None
    assert chosen.has_attr("selected")
    assert count(app, PairDecision) == 0


def test_a_refused_reason_is_not_lost(desk: FlaskClient, story: Story) -> None:
    typed = "They know each other. " * 60

    status, html = decide(desk, story, "ban", typed)

    field = BeautifulSoup(html, "html.parser").select_one("#ban-1")
    assert status == 409
    assert field is not None
    assert field.text.strip() == typed.strip()
    assert "under 1,000 characters" in text_of(html)


def test_a_lock_is_kept_with_who_and_why_and_stops_publication_until_solved_again(
    app: Flask, desk: FlaskClient, story: Story
) -> None:
    status, _ = decide(desk, story, "lock", "They asked for it")
    review = text_of(desk.get(f"/rounds/{story.round_id}").text)
    refused = desk.post(f"/rounds/{story.round_id}/publish")
    solved = post_and_do(app, desk, f"/rounds/{story.round_id}/solve")
    after = text_of(desk.get(f"/rounds/{story.round_id}").text)

    assert status == 302
    assert "Locked Ada Ahl with Mia Moe They asked for it Cora Coordinator" in review
    assert "Lock of Ada Ahl with Mia Moe: They asked for it" in review
    assert "Publish …" not in review
    assert refused.status_code == 409
    assert round_status(app, story) == RoundStatus.SOLVED
    assert "Solved again. All decisions are in the result." in text_of(solved.text)
    assert "Publish …" in after


def test_a_banned_pair_is_gone_after_solving_again_and_back_after_lifting(
    app: Flask, desk: FlaskClient, story: Story
) -> None:
    pairs = [pairs_of(app, story)]
    decide(desk, story, "ban", "Same project")
    post_and_do(app, desk, f"/rounds/{story.round_id}/solve")
    pairs.append(pairs_of(app, story))
    desk.post(f"/rounds/{story.round_id}/lift", data={"decision_id": 1})
    post_and_do(app, desk, f"/rounds/{story.round_id}/solve")
    pairs.append(pairs_of(app, story))

    assert (story.ada, story.mia) in pairs[0]
    assert (story.ada, story.mia) not in pairs[1]
    assert pairs[2] == pairs[0]


def test_a_decision_that_breaks_a_rule_is_refused_with_names(
    desk: FlaskClient, story: Story
) -> None:
    decide(desk, story, "lock", "They asked for it")
    answer = desk.post(
        f"/rounds/{story.round_id}/lock",
        data={"mentee_id": story.ben, "mentor_id": story.mia, "match_id": 2, "reason": "Me too"},
    )

    text = text_of(answer.text)
    assert answer.status_code == 409
    assert "Nothing was changed" in text
    assert f"mentor {story.mia}" not in text
    assert "Mia Moe" in text


def test_a_lock_against_a_rule_is_refused_in_the_words_of_the_rule(
    app: Flask, desk: FlaskClient, story: Story
) -> None:
    with app.app_context():
        full = make_mentor(db.session(), "Fay Full", {"risk": 5}, capacity=0).id
        round_id = make_round(db.session(), the_programme(db.session()), "2026-12").round_id

    answer = desk.post(
        f"/rounds/{round_id}/lock",
        data={"mentee_id": story.ada, "mentor_id": full, "match_id": 1, "reason": "Let us try"},
    )

    assert answer.status_code == 409
    assert "forbidden by the rule “a mentor needs a free place”" in text_of(answer.text)
    assert "no_place" not in answer.text


def test_of_a_locked_pair_it_is_not_said_that_nobody_else_could(
    app: Flask, desk: FlaskClient, story: Story
) -> None:
    decide(desk, story, "lock", "They asked for it")
    post_and_do(app, desk, f"/rounds/{story.round_id}/solve")

    text = text_of(desk.get(f"/rounds/{story.round_id}").text)

    assert "Who else could mentor Ada Ahl Locked: others were not looked for." in text
    assert "Nobody else" not in text


def test_a_published_round_tells_what_was_so_when_it_was_solved_as_past(
    app: Flask, desk: FlaskClient, story: Story
) -> None:
    solved = text_of(desk.get(f"/rounds/{story.round_id}").text)
    publish(app, story)
    with app.app_context():
        match = db.session.scalars(sa.select(Match).filter_by(mentee_id=story.ada)).one()
        offers.decline_offer(db.session(), match, match.mentor, "no_time", "")
        db.session.commit()

    text = text_of(desk.get(f"/rounds/{story.round_id}").text)

    assert "When the round was solved" not in solved
    assert "Ben Bo, now with Max Mur" in solved
    assert "When the round was solved: matched 2" in text
    assert "Who else could have mentored Ada Ahl When the round was solved: Max Mur" in text
    assert "no place left then" in text
    assert "Ben Bo, then with Max Mur" in text
    assert "now with" not in text
    assert "As it is now. " in text
    assert "Mia Moe 1 free of 1" in text


def test_lifting_twice_is_polite(desk: FlaskClient, story: Story) -> None:
    answer = desk.post(f"/rounds/{story.round_id}/lift", data={"decision_id": 77})

    assert answer.status_code == 409
    assert "was lifted already" in text_of(answer.text)


def test_discarding_needs_a_reason_and_then_frees_the_month(
    app: Flask, desk: FlaskClient, story: Story
) -> None:
    refused = desk.post(f"/rounds/{story.round_id}/discard", data={"reason": ""})
    before = round_status(app, story)
    done = desk.post(f"/rounds/{story.round_id}/discard", data={"reason": "Wrong policy"})

    assert refused.status_code == 409
    assert "Give a reason" in text_of(refused.text)
    assert before == RoundStatus.SOLVED
    assert done.status_code == 302
    assert round_status(app, story) == RoundStatus.DISCARDED


def test_publication_says_how_many_mails_go_out_before_it_sends_them(
    app: Flask, desk: FlaskClient, story: Story
) -> None:
    asked = text_of(desk.get(f"/rounds/{story.round_id}/publish").text)
    owed_before = count(app, OutboxMail)
    answer = post_and_do(app, desk, f"/rounds/{story.round_id}/publish")

    assert "Requests to mentors, in 2 mails 2" in asked
    assert "Mails in all 4" in asked
    assert "has 5 days to answer" in asked
    assert "Published: 2 requests are on their way." in text_of(answer.text)
    assert round_status(app, story) == RoundStatus.PUBLISHED
    assert count(app, OutboxMail) == owed_before + 4


def test_publishing_twice_sends_nothing_twice(app: Flask, desk: FlaskClient, story: Story) -> None:
    post_and_do(app, desk, f"/rounds/{story.round_id}/publish")
    owed = count(app, OutboxMail)

    again = desk.post(f"/rounds/{story.round_id}/publish")
    page = desk.get(f"/rounds/{story.round_id}/publish")

    assert again.status_code == 409
    assert "This is how it stands now" in text_of(again.text)
    assert count(app, OutboxMail) == owed
    assert page.status_code == 302


def test_a_published_round_shows_failed_pairs_first_and_private_reasons(
    app: Flask, desk: FlaskClient, story: Story
) -> None:
    publish(app, story)
    with app.app_context():
        match = db.session.scalars(sa.select(Match).filter_by(mentee_id=story.ada)).one()
        offers.decline_offer(db.session(), match, match.mentor, "no_time", "On leave till May")
        db.session.commit()

    html = desk.get(f"/rounds/{story.round_id}").text

    first = BeautifulSoup(html, "html.parser").select_one(".pairs > li")
    assert first is not None
    assert "Mentee has no mentor now" in first.text
    assert "I have no time at the moment" in first.text
    assert "On leave till May" in first.text
    assert "Lock …" not in html


def test_a_coordinator_withdraws_an_open_offer_for_a_reason(
    app: Flask, desk: FlaskClient, story: Story
) -> None:
    publish(app, story)
    with app.app_context():
        match_id = db.session.scalars(sa.select(Match.id).filter_by(mentee_id=story.ada)).one()
    address = f"/rounds/{story.round_id}/withdraw"

    refused = desk.post(address, data={"match_id": match_id, "reason": " "})
    done = desk.post(address, data={"match_id": match_id, "reason": "Ada leaves"})
    late = desk.post(address, data={"match_id": match_id, "reason": "Again"}, follow_redirects=True)
    foreign = desk.post("/rounds/77/withdraw", data={"match_id": match_id, "reason": "x"})

    assert refused.status_code == 409
    assert done.status_code == 302
    assert match_status(app, match_id) == MatchStatus.WITHDRAWN
    assert "answered in the meantime" in text_of(late.text)
    assert foreign.status_code == 404


def test_hostile_names_and_reasons_are_shown_as_text(app: Flask, desk: FlaskClient) -> None:
    with app.app_context():
        session = db.session()
        make_mentee(session, HOSTILE, {"finance": (1, 4)}, email="h@example.org", job_title=HOSTILE)
        make_mentor(session, "Fin", {"finance": 5})
        round_id = make_round(session, the_programme(session), "2026-12").round_id
        match = session.scalars(sa.select(Match).where(Match.mentor.has(name="Fin"))).one()
        pair = {"mentee_id": match.mentee_id, "mentor_id": match.mentor_id, "match_id": match.id}
    desk.post(f"/rounds/{round_id}/ban", data=pair | {"reason": HOSTILE})

    html = desk.get(f"/rounds/{round_id}").text

    assert "<script>alert" not in html
    assert text_of(html).count(HOSTILE) >= 3


@pytest.mark.parametrize("status", ["solved", "published"])
def test_the_number_of_queries_does_not_grow_with_the_pairs(app: Flask, status: str) -> None:
    numbers = []
    for pairs, month in ((4, "2026-08"), (40, "2026-09")):
        with app.app_context():
            session = db.session()
            coordinator = make_coordinator(session, f"Coordinator {month}").id
            for number in range(pairs):
                make_mentee(session, f"Mentee {month} {number}")
                make_mentor(session, f"Mentor {month} {number}")
            for number in range(pairs // 4):
                make_mentee(session, f"Left over {month} {number}", needs={})
            round_id = make_round(
                session, the_programme(session), month, publish=status == "published"
            ).round_id
        browser = browser_of(app, coordinator)
        with counted_queries(app) as queries:
            html = browser.get(f"/rounds/{round_id}").text
        assert html.count('class="score"') >= pairs
        numbers.append(len(queries))

    assert numbers[0] == numbers[1]


def test_many_pairs_come_in_pages(app: Flask) -> None:
    with app.app_context():
        session = db.session()
        coordinator = make_coordinator(session).id
        for number in range(52):
            make_mentee(session, f"Mentee {number}")
            make_mentor(session, f"Mentor {number}")
        round_id = make_round(session, the_programme(session), "2026-11").round_id
    browser = browser_of(app, coordinator)

    first = browser.get(f"/rounds/{round_id}").text
    last = browser.get(f"/rounds/{round_id}?page=99&order=nonsense").text

    assert first.count('class="score"') == 50
    assert "Page 1 of 2" in text_of(first)
    assert last.count('class="score"') == 2


class counted_queries:  # noqa: N801 - reads as what it is: `with counted_queries(app) as queries`
    """Collect the statements that are executed inside the block."""

    def __init__(self, app: Flask) -> None:
        with app.app_context():
            self.engine = db.engine
        self.statements: list[str] = []

    def __enter__(self) -> list[str]:
        sa.event.listen(self.engine, "before_cursor_execute", self._note)
        return self.statements

    def __exit__(self, *_: object) -> None:
        sa.event.remove(self.engine, "before_cursor_execute", self._note)

    def _note(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        self.statements.append(statement)


def count(app: Flask, table: type) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def round_status(app: Flask, story: Story) -> RoundStatus:
    with app.app_context():
        return db.session.get_one(Round, story.round_id).status


def match_status(app: Flask, match_id: int) -> MatchStatus:
    with app.app_context():
        return db.session.get_one(Match, match_id).status


def pairs_of(app: Flask, story: Story) -> set[tuple[int, int]]:
    with app.app_context():
        query = sa.select(Match.mentee_id, Match.mentor_id).filter_by(round_id=story.round_id)
        return {(mentee, mentor) for mentee, mentor in db.session.execute(query)}
