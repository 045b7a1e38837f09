"""A survey's export comes in as it was downloaded, with nothing but a map."""

import csv
import io
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from config import ROOT
from matchmaker.models import Member
from matchmaker.services.people.faults import FaultyFile
from matchmaker.services.people.file import headings_of, read_people
from matchmaker.services.people.file_map import read_map
from matchmaker.services.people.importing import import_people
from matchmaker.services.people.map_writing import write_map
from tests.factories import part_of, the_programme

EXPORT = Path(__file__).with_name("survey_export.csv").read_bytes()
LANGUAGES = 17
"""The place of the question for languages."""
MAP = read_map((ROOT / "docs" / "people.example.map.toml").read_text(encoding="utf-8"))


def test_a_survey_of_68_columns_comes_in_with_its_map(session: Session) -> None:
    file = read_people(EXPORT, file_map=MAP)

    result = import_people(session, the_programme(session), file)

    names = sorted(session.scalars(sa.select(Member.name)))
    assert len(file.headings) == 68
    assert (result.added, file.left_out) == (5, (6, 7))
    assert names == ["Amara Okafor", "Inês Duarte", "João Guimarães", "Tomasz Zieliński", "純 佐藤"]


def test_everything_that_the_survey_asks_is_in_the_profiles(session: Session) -> None:
    import_people(session, the_programme(session), read_people(EXPORT, file_map=MAP))

    tomasz, amara, ines = (
        session.scalars(sa.select(Member).filter_by(email=f"{name}@example.org")).one()
        for name in ("tomasz.zielinski", "amara.okafor", "ines.duarte")
    )
    profile = tomasz.profile
    assert (profile.department, profile.job_title) == ("Operations", "PMO specialist")
    assert (profile.location, profile.time_zone) == ("Kraków", "Europe/Berlin")
    assert (profile.languages, profile.ladder_step) == (["en", "pl"], "specialist")
    assert profile.interests == ["agile_pmo", "community"]
    assert {(row.skill, row.level) for row in profile.skills} == {
        *(("risk", 4), ("facilitation", 4), ("change_control", 3)),
    }
    assert {(row.certification, row.state) for row in profile.certifications} == {
        *(("prince2", "held"), ("scrum", "held")),
    }
    part = part_of(session, tomasz)
    assert (part.is_mentee, part.is_mentor, part.is_networker) == (False, True, True)
    assert (part.capacity, str(part.paused_until)) == (1, "2027-03-31")
    assert {row.certification: row.state for row in amara.profile.certifications} == {
        "capm": "studying",
        "pmp": "wanted",
    }
    assert amara.profile.completed_at is not None
    assert part_of(session, ines).capacity == 2, "the second answer counts"


def test_the_same_survey_twice_changes_nothing(session: Session) -> None:
    file = read_people(EXPORT, file_map=MAP)
    import_people(session, the_programme(session), file)

    again = import_people(session, the_programme(session), file, update=True)

    assert (again.added, again.updated, again.unchanged) == (0, 0, 5)


def test_what_only_new_people_get_overwrites_nobody(session: Session) -> None:
    content = b"email,name,roles\na@example.org,Ada,mentee\n"
    said = read_map('[when_empty]\ntime_zone = "Europe/Oslo"\n')
    import_people(session, the_programme(session), read_people(content, file_map=said))
    member = session.scalars(sa.select(Member)).one()
    given = member.profile.time_zone
    member.profile.time_zone = "Asia/Tokyo"

    file = read_people(content, file_map=said)
    import_people(session, the_programme(session), file, update=True)

    assert (given, member.profile.time_zone) == ("Europe/Oslo", "Asia/Tokyo")


def test_a_map_to_begin_with_names_every_column_and_what_it_may_be() -> None:
    written = write_map(headings_of(EXPORT), MAP.__class__())

    begun = read_map(written)
    assert begun.columns["Email Address"] == "email"
    assert begun.columns["Respondent ID"] == ""
    assert '# "How well do you know … [*]" = "level: *"' in written
    assert '"Which department do you work in?" = ""  # department?' in written


def test_a_map_that_is_written_says_the_same_when_it_is_read() -> None:
    headings = headings_of(EXPORT, MAP)

    again = read_map(write_map(headings, MAP))

    assert (again.words, again.only_rows, again.when_empty) == (
        *(MAP.words, MAP.only_rows, MAP.when_empty),
    )
    assert (again.header_rows, again.repeated) == (MAP.header_rows, MAP.repeated)
    assert [each.target for each in headings_of(EXPORT, again)] == [
        each.target for each in headings
    ]


def survey_of(people: int, words_for_the_unknown: str = "") -> bytes:
    """The answers of so many people; with a word that nobody knows, a different one each."""
    rows = list(csv.reader(io.StringIO(EXPORT.decode("utf-8-sig"), newline="")))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows(rows[:2])
    for number in range(people):
        row = list(rows[2 + number % 3])
        row[5] = f"p{number}@example.org"
        if words_for_the_unknown:
            row[LANGUAGES] = f"{words_for_the_unknown} {number}"
        writer.writerow(row)
    return out.getvalue().encode()


@pytest.mark.slow
def test_reading_takes_time_in_proportion_to_the_rows() -> None:
    seconds = []
    for people in (1_000, 4_000):
        content = survey_of(people)
        began = time.process_time()
        file = read_people(content, file_map=MAP)
        seconds.append(time.process_time() - began)
        assert len(file.people) == people

    assert seconds[1] < 8 * seconds[0]


@pytest.mark.slow
def test_of_ten_thousand_unknown_words_a_hundred_are_told() -> None:
    content = survey_of(10_000, "Gobbledygook")

    with pytest.raises(FaultyFile) as raised:
        read_people(content, file_map=MAP)

    assert len(raised.value.faults) == 100
