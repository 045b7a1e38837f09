"""Which programme a command is about, where there are one or several."""

import pytest
from sqlalchemy.orm import Session

from matchmaker.services.programme.programmes import (
    UnclearProgramme,
    all_programmes,
    programme_named,
)
from tests.factories import make_programme, the_programme


def test_the_only_programme_need_not_be_named(session: Session) -> None:
    assert programme_named(session) == the_programme(session)


def test_of_several_the_named_one_is_meant(session: Session) -> None:
    second = make_programme(session, "berlin")

    assert programme_named(session, "berlin") == second
    assert all_programmes(session) == [the_programme(session), second]


def test_of_several_none_is_guessed(session: Session) -> None:
    first = the_programme(session)
    make_programme(session, "berlin")

    with pytest.raises(UnclearProgramme, match=f"--programme .*: {first.slug}, berlin"):
        programme_named(session)


def test_a_programme_that_does_not_exist_is_refused_by_name(session: Session) -> None:
    with pytest.raises(UnclearProgramme, match="no programme 'berlin'"):
        programme_named(session, "berlin")
