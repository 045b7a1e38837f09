"""The table of docs/privacy.md, read from that file, holds on every page and in every mail."""

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from config import ROOT
from matchmaker import create_app, taxonomy
from matchmaker.extensions import db
from matchmaker.models import Match, MatchStatus
from matchmaker.services.matches.offers import accept_offer
from tests.browsing import Browser
from tests.conftest import make_settings
from tests.privacy.who_sees_what import (
    MARKED_SKILLS,
    PLANTED,
    build_world,
    everything_shown_to,
    everything_stored,
    finish_well,
)

AT_THE_OFFER = "partner at the offer"
AFTER = "partner after the yes"
Seen = dict[tuple[str, str], str]
Offered = Callable[[taxonomy.Taxonomy, str], Mapping[str, Any]]


def read_table() -> dict[str, dict[str, str]]:
    """Return the cells by row and column, as the document has them."""
    text = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
    lines = text[text.index("| data |") :].split("\n\n")[0].splitlines()
    header, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0]: dict(zip(header[1:], row[1:], strict=True)) for row in rows}


TABLE = read_table()
CELLS = [(row, column) for row, cells in TABLE.items() for column in cells]


@pytest.fixture(scope="module")
def seen(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    """Everything that each person is shown, before and after the mentor's yes."""
    folder = tmp_path_factory.mktemp("who_sees_what")
    shutil.copy(sqlite_template, folder / "test.sqlite")
    app = create_app(make_settings(f"sqlite:///{folder / 'test.sqlite'}"), instance=folder)
    app.test_client_class = Browser
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(taxonomy, "_offered", with_marked_skills(taxonomy._offered))
        yield _look(app)
    with app.app_context():
        db.engine.dispose()


def with_marked_skills(offered: Offered) -> Offered:
    """What is offered, and two skills more that no form lists: only where somebody has them."""

    def more(known: taxonomy.Taxonomy, part: str) -> Mapping[str, Any]:
        marks = {code: taxonomy.Term(code, code) for code in MARKED_SKILLS if part == "skills"}
        return {**offered(known, part), **marks}

    return more


def _look(app: Flask) -> Seen:
    with app.app_context():
        people = build_world(db.session())
    found: Seen = {}
    for stage in (AT_THE_OFFER, AFTER):
        if stage == AFTER:
            with app.app_context():
                offered = sa.select(Match).filter_by(status=MatchStatus.OFFERED)
                match = db.session.scalars(offered).one()
                match_id = match.id
                accept_offer(db.session(), match, match.mentor)
                db.session.commit()
            while_it_goes_on = everything_shown_to(app, people["mentor"])
            with app.app_context():
                finish_well(db.session(), db.session.get_one(Match, match_id))
                db.session.commit()
        for word, member_id in people.items():
            found[word, stage] = everything_shown_to(app, member_id)
        if stage == AFTER:
            found["mentor", stage] += while_it_goes_on
        with app.app_context():
            found["operator", stage] = everything_stored()
    return found


def test_the_table_and_the_marks_name_the_same_data() -> None:
    assert set(TABLE) == set(PLANTED)
    assert all(cell in {"yes", "no", "–"} for cells in TABLE.values() for cell in cells.values())
    assert len({tuple(cells) for cells in TABLE.values()}) == 1


@pytest.mark.parametrize(("row", "column"), CELLS)
def test_a_cell_is_true(seen: Seen, row: str, column: str) -> None:
    planted, cell = PLANTED[row], TABLE[row][column]
    stages = [column] if column in {AT_THE_OFFER, AFTER} else [AT_THE_OFFER, AFTER]
    viewer = {"oneself": planted.oneself, AT_THE_OFFER: planted.partner, AFTER: planted.partner}
    person = viewer.get(column, column)
    if cell == "–":
        assert not person or planted.partner == "companion"
        return

    found = [bool(re.search(planted.mark, seen[person, stage], re.MULTILINE)) for stage in stages]

    assert any(found) is (cell == "yes"), f"{person} sees {row}: {any(found)}, not {cell}"


def test_a_wrong_table_would_be_found(seen: Seen) -> None:
    """The marks are there to be found: each is shown to somebody and kept from somebody."""
    for row, planted in PLANTED.items():
        shown = {key for key, text in seen.items() if re.search(planted.mark, text, re.MULTILINE)}
        assert shown, row
        assert len(shown) < len(seen), row
