"""Bad input to every form, address, query and file: never a fault of ours, never unescaped."""

import shutil
import traceback
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from matchmaker.extensions import db
from matchmaker.mail.letter import NoLongerTrue
from matchmaker.mail.letters import write_letter
from matchmaker.mail.message import LetterMessage
from matchmaker.models import OutboxMail
from tests.conftest import empty_postgres
from tests.reliability.bad_requests import Sent, bad_requests, fields_by_address
from tests.reliability.bad_texts import unescaped_in
from tests.reliability.bad_world import browser, make_world
from tests.reliability.sizes import size

pytestmark = pytest.mark.slow

REQUESTS_IN_A_ROW = 20
"""So many are sent to one world before it is made anew."""
ROWS = size(6, 250)
"""Times two databases times the requests in a row: 240 usually, 10,000 in full."""


@pytest.fixture
def world(app: Flask, is_postgresql: bool) -> Iterator[Flask]:
    """The application, with a way to begin from the same world again."""
    path = Path(app.instance_path) / "test.sqlite"
    if is_postgresql:
        app.extensions["begin_again"] = partial(begin_again, app)
    else:
        make_world(app)
        copy = path.with_suffix(".copy")
        with app.app_context():
            db.session.execute(sa.text("SELECT 1"))
            raw = db.session.connection().connection.driver_connection
            db.session.rollback()
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            db.session.remove()
            db.engine.dispose()
        shutil.copy(path, copy)
        app.extensions["begin_again"] = partial(restore, app, copy, path)
    yield app
    del app.extensions["begin_again"]


def begin_again(app: Flask) -> None:
    """Empty the server's database, and make the world in it."""
    with app.app_context():
        empty_postgres(db.engine)
    make_world(app)


def restore(app: Flask, copy: Path, path: Path) -> None:
    """Put a database file back as it was."""
    with app.app_context():
        db.engine.dispose()
    for leftover in path.parent.glob("test.sqlite-*"):
        leftover.unlink()
    shutil.copy(copy, path)


def check_answer(answer: TestResponse) -> None:
    """No fault of ours, nothing unescaped, and nobody is led elsewhere."""
    # With no worker about, the answer to a monitor is that the service is not well.
    assert answer.status_code < 500 or answer.request.path == "/status"
    if answer.mimetype == "text/html":
        assert not unescaped_in(answer.text)
    place = answer.headers.get("Location", "/")
    assert place.startswith("/"), place
    assert not place.startswith(("//", "/\\")), place


def check_everything_to_read(app: Flask) -> None:
    """Whatever was stored is shown escaped to everybody, and in every letter."""
    for who, addresses in READ_BY.items():
        reader = browser(app, who)
        for address in addresses:
            check_answer(reader.get(address))
    with app.app_context():
        for mail in db.session.scalars(sa.select(OutboxMail)):
            try:
                letter = write_letter(db.session(), mail, app.config["SETTINGS"])
            except NoLongerTrue:
                continue
            assert not unescaped_in(letter.html)
            headers = LetterMessage(letter, mail, app.config["SETTINGS"]).as_bytes()
            assert b"\nBcc:" not in headers.partition(b"\r\n\r\n")[0]
        db.session.rollback()


READ_BY = {
    "mentee": ("/me", "/profile", "/profile/saved", "/coffee/1"),
    "mentor": ("/me", "/offers/1", "/offers/1/decline", "/matches/2"),
    "coordinator": ("/me", "/rounds", "/rounds/1", "/rounds/2", "/coffee/rounds/1", "/mails"),
}
"""Where texts of other people are shown."""


def test_no_request_is_a_fault_of_ours(world: Flask) -> None:
    world.extensions["begin_again"]()
    fields = fields_by_address(world)
    assert len(fields) > 12, "too few forms were found to mean anything"
    answers: Counter[int] = Counter()
    faults: list[str] = []

    @settings(
        max_examples=ROWS,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        st.lists(
            bad_requests(world, fields),
            min_size=REQUESTS_IN_A_ROW,
            max_size=REQUESTS_IN_A_ROW,
        )
    )
    def try_them(requests: list[Sent]) -> None:
        world.extensions["begin_again"]()
        for request in requests:
            try:
                answer = request.send(world)
                check_answer(answer)
            except Exception:
                # All faults of a run are shown, each with the one request that had it.
                faults.append(f"{request}\n{traceback.format_exc(limit=-4)}")
            else:
                answers[answer.status_code] += 1
        try:
            check_everything_to_read(world)
        except Exception:
            faults.append(f"{requests}\n{traceback.format_exc(limit=-4)}")

    try_them()

    sent = answers.total() + len(faults)
    print(f"{sent} requests to {len(fields)} forms and all pages: {dict(sorted(answers.items()))}")
    assert not faults, f"{len(faults)} faults:\n" + "\n".join(faults[:5])
    assert sent >= ROWS * REQUESTS_IN_A_ROW
