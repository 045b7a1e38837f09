"""From the file to the programme and back."""

import csv
import io
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from config import ROOT
from matchmaker import clock
from matchmaker.models import Exclusion, Member, OutboxMail
from matchmaker.services.people.exporting import export_people
from matchmaker.services.people.faults import FaultyFile
from matchmaker.services.people.file import PeopleFile, read_people
from matchmaker.services.people.importing import ImportResult, import_people
from matchmaker.services.people.person_ids import person_id
from tests.factories import make_member, make_mentee, part_of, the_programme

EXAMPLE = ROOT / "docs" / "people.example.csv"


def take_in(session: Session, text: str, *, update: bool = False) -> ImportResult:
    return import_people(session, the_programme(session), read_people(text.encode()), update=update)


def member_with(session: Session, email: str) -> Member:
    return session.scalars(sa.select(Member).filter_by(email=email)).one()


def test_the_example_file_brings_its_people_with_everything_it_states(session: Session) -> None:
    result = import_people(session, the_programme(session), read_people(EXAMPLE.read_bytes()))

    amara = member_with(session, "amara.okafor@example.org")
    tomasz = member_with(session, "tomasz.zielinski@example.org")
    assert (result.added, result.updated, result.unchanged) == (4, 0, 0)
    assert part_of(session, amara).is_mentee
    assert part_of(session, amara).is_networker
    assert not part_of(session, amara).is_mentor
    assert part_of(session, tomasz).paused_until == date(2027, 3, 1)
    assert (amara.profile.ladder_step, amara.profile.target_role) == ("aspiring", "analyst")
    assert amara.profile.languages == ["en", "fr"]
    skills = [(s.skill, s.level, s.target_level, s.importance) for s in amara.profile.skills]
    assert sorted(skills) == [
        ("data_analysis", 2, 4, 2),
        ("governance", 0, 2, 2),
        ("risk", 1, 3, 3),
    ]
    states = {row.certification: row.state for row in amara.profile.certifications}
    assert states == {"capm": "studying", "pmp": "wanted"}
    wishes = session.scalars(sa.select(Exclusion))
    assert [wish.other_address.address for wish in wishes] == ["ines.duarte@example.org"]


def test_a_profile_is_complete_where_the_file_says_all_that_a_round_needs(
    session: Session,
) -> None:
    text = (
        "email,name,roles,time_zone,languages,level: risk,target: risk\n"
        "all@example.org,All,mentee,UTC,en,1,3\n"
        "no.gap@example.org,None,mentee,UTC,en,3,3\n"
        "nowhere@example.org,Nowhere,mentor,,en,4,\n"
    )

    take_in(session, text)

    assert member_with(session, "all@example.org").profile.completed_at is not None
    assert member_with(session, "no.gap@example.org").profile.completed_at is None
    assert member_with(session, "nowhere@example.org").profile.completed_at is None


def test_nobody_is_sent_a_mail_for_being_imported(session: Session) -> None:
    import_people(session, the_programme(session), read_people(EXAMPLE.read_bytes()))

    assert session.scalars(sa.select(OutboxMail)).all() == []


@pytest.mark.parametrize("update", [False, True])
def test_importing_the_same_file_twice_changes_nothing_the_second_time(
    session: Session, update: bool
) -> None:
    file = read_people(EXAMPLE.read_bytes())
    import_people(session, the_programme(session), file)
    before, _ = export_people(session, the_programme(session))

    result = import_people(session, the_programme(session), file, update=update)

    assert result == ImportResult(added=0, updated=0, unchanged=4, kept=(), left=())
    assert export_people(session, the_programme(session)) == (before, 4)


def test_a_member_is_not_overwritten_but_the_difference_is_named(session: Session) -> None:
    member = make_mentee(session, "Ada", department="Finance", location="Oslo")

    result = take_in(
        session, "email,name,roles,department,location\nADA@example.org,Ada,mentee,IT,"
    )

    assert (result.added, result.unchanged) == (0, 0)
    assert [(kept.row, kept.email, kept.columns) for kept in result.kept] == [
        (2, "ada@example.org", ("department",))
    ]
    assert member.profile.department == "Finance"


def test_update_takes_the_word_of_the_file_and_erases_nothing(session: Session) -> None:
    member = make_mentee(
        session, "Ada", needs={"risk": (1, 3), "finance": (2, 4)}, department="F", location="Oslo"
    )
    text = (
        "email,name,roles,department,location,certifications_held,not_with,level: risk\n"
        "ada@example.org,Ada L.,mentee;mentor,IT,,pmp,bob@example.org,2"
    )

    result = take_in(session, text, update=True)

    assert (result.updated, result.unchanged, result.kept) == (1, 0, ())
    assert (member.name, member.profile.department) == ("Ada L.", "IT")
    assert member.profile.location == "Oslo"
    assert part_of(session, member).is_mentor
    assert {(s.skill, s.level, s.target_level) for s in member.profile.skills} == {
        ("risk", 2, 3),
        ("finance", 2, 4),
    }
    wishes = session.scalars(sa.select(Exclusion))
    assert [wish.other_address.address for wish in wishes] == ["bob@example.org"]


def test_update_moves_a_certification_from_one_state_to_another(session: Session) -> None:
    header = "email,name,roles,certifications_held,certifications_wanted"
    take_in(session, f"{header}\na@example.org,A,mentee,msp,pmp; capm")

    take_in(session, f"{header}\na@example.org,A,mentee,pmp,", update=True)

    profile = member_with(session, "a@example.org").profile
    states = {row.certification: row.state for row in profile.certifications}
    assert states == {"pmp": "held", "capm": "wanted"}


def test_the_numbers_that_a_survey_tool_gives_its_rows_are_nobodys(session: Session) -> None:
    """Microsoft Forms calls them ID: its first answer is not from whoever is number one here."""
    ada = make_member(session, "Ada")

    take_in(session, f"ID,Email,Name,roles\n{ada.id},zoe@example.org,Zoe,mentee", update=True)

    assert (ada.email, ada.name) == ("ada@example.org", "Ada")
    assert member_with(session, "zoe@example.org").name == "Zoe"


def test_somebody_who_left_is_not_brought_back(session: Session) -> None:
    member = make_member(session, "Ada")
    member.left_at = clock.now()
    session.flush()

    result = take_in(session, "email,name,roles\nada@example.org,Ada,mentor", update=True)

    assert [left.row for left in result.left] == [2]
    assert not part_of(session, member).is_mentor


def test_without_target_columns_a_new_mentee_aims_at_the_levels_of_the_target_role(
    session: Session,
) -> None:
    text = "email,name,roles,target_role,level: risk\na@example.org,A,mentee,analyst,1"

    take_in(session, text)

    profile = member_with(session, "a@example.org").profile
    targets = {row.skill: (row.level, row.target_level) for row in profile.skills}
    assert targets["risk"] == (1, 3)
    assert targets["data_analysis"] == (None, 4)


def test_with_target_columns_the_file_alone_sets_targets(session: Session) -> None:
    text = "email,name,roles,target_role,target: risk\na@example.org,A,mentee,analyst,2"

    take_in(session, text)

    profile = member_with(session, "a@example.org").profile
    assert [(row.skill, row.target_level) for row in profile.skills] == [("risk", 2)]


def without_ids(content: bytes) -> list[dict[str, str]]:
    """The rows of a file without what is of one installation."""
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    return [{name: row[name] for name in row if name != "matchmaker_id"} for row in rows]


def test_export_writes_what_import_reads_into_an_empty_programme(session: Session) -> None:
    import_people(session, the_programme(session), read_people(EXAMPLE.read_bytes()))
    ines = member_with(session, "ines.duarte@example.org")
    ines.profile.goals = '=HYPERLINK("http://evil.test")\nand “more”; or | less'
    ines.profile.about = "'=quoted formula"
    ines.name = "Inês; “Duarte”, junior"
    exported, count = export_people(session, the_programme(session))
    for member in session.scalars(sa.select(Member)):
        session.delete(member)
    session.flush()

    result = import_people(session, the_programme(session), read_people(exported))

    assert count == result.added == 4
    back, count = export_people(session, the_programme(session))
    assert (without_ids(back), count) == (without_ids(exported), 4)
    again = member_with(session, "ines.duarte@example.org")
    assert again.profile.goals == '=HYPERLINK("http://evil.test")\nand “more”; or | less'
    assert again.profile.about == "'=quoted formula"
    assert again.name == "Inês; “Duarte”, junior"


def test_an_export_holds_no_cell_that_a_spreadsheet_would_calculate(session: Session) -> None:
    make_member(session, "=1+1", goals="@sum", email="a@example.org")
    make_member(session, "Eve;=2+2", about="a;b\n=3+3\t;@x", email="e@example.org")

    exported, _ = export_people(session, the_programme(session))

    text = exported.decode("utf-8-sig")
    assert ",'=1+1," in text
    assert ",'@sum," in text
    # Spreadsheets part cells at semicolons or tabs where that is the custom of the country.
    for delimiter in (",", ";", "\t"):
        cells = [cell for row in csv.reader(io.StringIO(text), delimiter=delimiter) for cell in row]
        assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []


def test_those_who_left_are_not_exported(session: Session) -> None:
    make_member(session, "Ada").left_at = clock.now()
    session.flush()

    assert export_people(session, the_programme(session))[1] == 0


@pytest.mark.parametrize("update", [False, True])
def test_a_usual_importance_by_itself_states_nothing(session: Session, update: bool) -> None:
    text = "email,name,roles,importance: risk,importance: finance\na@example.org,A,mentee,2,3"
    take_in(session, text)

    result = take_in(session, text, update=update)

    profile = member_with(session, "a@example.org").profile
    assert [(row.skill, row.importance) for row in profile.skills] == [("finance", 3)]
    assert result.unchanged == 1


def test_a_break_that_is_over_may_stand_in_an_older_file(session: Session) -> None:
    take_in(session, "email,name,roles,paused_until\na@example.org,A,mentor,2020-02-01")

    member = member_with(session, "a@example.org")
    assert part_of(session, member).paused_until == date(2020, 2, 1)


def with_ids(*people: tuple[str, str]) -> PeopleFile:
    """A file that names people by id, each with an address."""
    lines = ["matchmaker_id,email,name,roles"]
    lines += [f"{number},{email},Ada,mentee" for number, email in people]
    return read_people("\n".join(lines).encode())


def test_a_row_with_an_id_brings_another_address_and_everything_stays(session: Session) -> None:
    programme = the_programme(session)
    ada = make_mentee(session, "Ada", goals="Run a board")
    moved = with_ids((person_id(ada), "ada.new@example.org"))

    kept = import_people(session, programme, moved)
    assert (ada.email, kept.kept[0].columns) == ("ada@example.org", ("email",))
    result = import_people(session, programme, moved, update=True)

    assert (result.added, result.updated) == (0, 1)
    assert (ada.email, ada.profile.goals) == ("ada.new@example.org", "Run a board")
    told = set(session.scalars(sa.select(OutboxMail.recipient)))
    assert told == {"ada@example.org", "ada.new@example.org"}
    old = with_ids((person_id(ada), "ada@example.org"))
    assert import_people(session, programme, old, update=True).unchanged == 1
    assert ada.email == "ada.new@example.org"


def test_an_export_comes_back_as_it_went_out_with_ids(session: Session) -> None:
    people = [make_mentee(session, name) for name in ("Ada", "Mia")]
    content, _count = export_people(session, the_programme(session))

    file = read_people(content)

    ids = {row.email: row.person_id for row in file.people}
    assert ids == {each.email: person_id(each) for each in people}
    assert import_people(session, the_programme(session), file, update=True).unchanged == 2


def test_two_rows_of_one_person_by_addresses_of_different_times_are_refused(
    session: Session,
) -> None:
    ada = make_mentee(session, "Ada")
    ada.email = "ada.new@example.org"
    session.flush()
    file = read_people(b"email,name,roles\nada@example.org,Ada,\nada.new@example.org,Ada,")

    with pytest.raises(FaultyFile, match=r"row 3, column email: This is the person of row 2"):
        import_people(session, the_programme(session), file)


def test_ids_of_another_installation_name_nobody_here(session: Session) -> None:
    ada = make_mentee(session, "Ada")
    file = with_ids((f"{ada.id}-000000", "new@example.org"))

    assert import_people(session, the_programme(session), file, update=True).added == 1

    assert ada.email == "ada@example.org"


def test_an_address_or_id_of_somebody_else_is_refused_by_row_and_column(session: Session) -> None:
    ada, mia = make_mentee(session, "Ada"), make_mentee(session, "Mia")
    mias = person_id(mia)
    file = with_ids(
        (person_id(ada), mia.email),
        ("90001-abcdef", "new@example.org"),
        (mias, "first@example.org"),
        (mias, "second@example.org"),
    )

    with pytest.raises(FaultyFile) as error:
        import_people(session, the_programme(session), file, update=True)

    assert [str(fault) for fault in error.value.faults] == [
        f"row 2, column email: This is the address of another member, with the id {mias}.",
        "row 3, column matchmaker_id: Nobody in this programme has the id 90001-abcdef.",
        f"row 5, column matchmaker_id: The id {mias} is also in row 4; a person has one row.",
    ]
