"""One place decides which programme a request or a job is about."""

from pathlib import Path

import pytest

from tests.architecture.deciding import explain_decisions
from tests.architecture.imports import OUR_PACKAGES, name_module

ROOT = Path(__file__).resolve().parents[2]


def test_everybody_is_handed_their_programme() -> None:
    files = [
        path
        for name in OUR_PACKAGES
        for path in [ROOT / f"{name}.py", *(ROOT / name).rglob("*.py")]
        if path.exists()
    ]

    faults = [
        fault
        for path in files
        for fault in explain_decisions(path.read_text("utf-8"), name_module(path, ROOT))
    ]

    assert len(files) > 100
    assert faults == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        (
            "matchmaker.services.matches.offers",
            "from matchmaker.services.programme.programmes import first_programme",
        ),
        ("matchmaker.services.matches.offers", "programmes.programme_named(session)"),
        ("matchmaker.web.views.rounds", "programmes.first_programme(db.session())"),
        ("matchmaker.web.views.home", "db.session.scalar(sa.select(Programme).limit(1))"),
        ("matchmaker.mail.desk", "from matchmaker.web.current_programme import current_programme"),
        ("jobs.purge", "from matchmaker.services.programme.programmes import programme_named"),
    ],
)
def test_a_programme_that_somebody_picks_is_a_fault(module: str, source: str) -> None:
    assert explain_decisions(source, module)
