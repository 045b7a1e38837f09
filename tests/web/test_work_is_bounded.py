"""What somebody sends costs no more than its length: no entrance works on a text before its limit.

Each is fed what is dearest to compose: marks of two classes, which have to be put in order by the
square of their number. Measured in the time that this process works; four times as much may take
six times as long, where the square would take sixteen.
"""

import io
import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_wtf import FlaskForm
from gunicorn.http.errors import ChunkMissingTerminator, InvalidChunkSize, NoMoreData
from werkzeug.datastructures import ImmutableMultiDict

from config import ROOT
from matchmaker.addresses import InvalidAddress, normalise_address
from matchmaker.services.accounts.identities import Trust, check_claims
from matchmaker.services.people import cells
from matchmaker.services.people.faults import FaultyFile
from matchmaker.services.people.file import read_people
from matchmaker.services.profiles.check import InvalidProfile, check_profile
from matchmaker.services.profiles.values import ProfileEntries
from matchmaker.text import UncleanText, clean_line, folded, shown_line, tidy_start, tidy_text
from matchmaker.web.arriving import LARGEST_FORM_BYTES
from matchmaker.web.views.profiles.form import CHOICE_FIELDS, CODED_FIELDS, TEXT_FIELDS
from tests.factories import make_coordinator, make_mentee
from tests.web.conftest import SignIn

ENOUGH_SECONDS = 0.1
"""What takes less is quick at any growth, and too short to be measured."""
LONG = 20_000
"""Ten times as much as the largest texts of a profile."""
EVERY = "every field"
on_sqlite = pytest.mark.parametrize("app", ["sqlite"], indirect=True)


def marks(length: int) -> str:
    return "a" + "\u0301" * (length // 2) + "\u0316" * (length // 2 - 1)


def seconds_of(work: Callable[[], object], tries: int) -> float:
    """Return the least time of some tries: what others do on this machine takes none of it."""
    taken = []
    for _try in range(tries):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return min(taken)


def assert_grows_with_its_length(work: Callable[[str], object], longest: int) -> None:
    whole, quarter = marks(longest), marks(longest // 4)

    if seconds_of(lambda: work(whole), 1) > ENOUGH_SECONDS:
        of_a_quarter = max(seconds_of(lambda: work(quarter), 3), ENOUGH_SECONDS / 4)
        assert seconds_of(lambda: work(whole), 3) < 6 * of_a_quarter


def ignoring(error: type[Exception], work: Callable[[str], object]) -> Callable[[str], None]:
    def done(text: str) -> None:
        with suppress(error):
            work(text)

    return done


def claims_of(claim: str) -> Callable[[str], object]:
    told = {"sub": "1", "email": "ada@example.org", "email_verified": True, "name": "Ada"}
    return lambda text: check_claims("https://login.test", told | {claim: text}, Trust())


def file_with(row: str) -> Callable[[str], object]:
    return lambda text: read_people(row.format(text).encode())


ENTRANCES: dict[str, Callable[[str], object]] = {
    "a line": ignoring(UncleanText, lambda text: clean_line(text, 200)),
    "a text": ignoring(UncleanText, lambda text: tidy_text(text, 2_000)),
    "the start of a text": lambda text: tidy_start(text, 2_000),
    "what is shown of a text": lambda text: shown_line(text, 200),
    "what is compared of a text": lambda text: folded(text, 200),
    "an address": ignoring(InvalidAddress, normalise_address),
    "an address, before the sign": ignoring(
        InvalidAddress, lambda text: normalise_address(f"{text}@example.org")
    ),
    "an address, after it": ignoring(
        InvalidAddress, lambda text: normalise_address(f"ada@{text}.org")
    ),
    "a claimed name": claims_of("name"),
    **{f"a claimed {claim}": ignoring(Exception, claims_of(claim)) for claim in ("email", "sub")},
    **{
        f"the profile's {name}": ignoring(
            InvalidProfile,
            lambda text, name=name: check_profile(
                ProfileEntries(text={name: text}), own_address="a@example.org"
            ),
        )
        for name in (
            *("name", "about", "department", "manager_email", "wishes", "time_zone"),
            *("paused_until", "capacity", "ladder_step"),
        )
    },
    "a code": ignoring(
        InvalidProfile,
        lambda text: check_profile(
            ProfileEntries(by_code={"level": {text: text}}, chosen={"languages": (text,)}),
            own_address="a@example.org",
        ),
    ),
    "a column's name": ignoring(FaultyFile, file_with("email,name,roles,{}\n")),
    **{
        f"a cell for {column}": ignoring(
            FaultyFile,
            file_with(f"email,name,roles,{column}\na@example.org,Ada,mentee,{{}}\n"),
        )
        for column in ("about", "location", "languages", "time_zone", "not_with", "level: risk")
    },
    "a cell beyond the last column": ignoring(
        FaultyFile, file_with("email,name,roles\na@example.org,Ada,mentee,{}\n")
    ),
    "a cell of empty lines": ignoring(
        FaultyFile,
        lambda text: read_people(
            f'email,name,roles,about\na@example.org,A,mentee,"a{chr(10) * len(text)}b"\n'.encode()
        ),
    ),
    "a cell that is made harmless": lambda text: cells.disarm("\n" * len(text) + "a"),
}


@pytest.mark.parametrize("entrance", ENTRANCES)
def test_work_on_a_text_grows_with_its_length(entrance: str) -> None:
    assert_grows_with_its_length(ENTRANCES[entrance], 120_000)


def names_of_fields() -> set[str]:
    """Every name under which a page of ours reads something that was sent."""
    views = "\n".join(path.read_text() for path in (ROOT / "matchmaker/web").rglob("*.py"))
    read = re.findall(r"(?:typed_\w+|form\.get|form\.getlist|values\.get)\(\s*\"(\w+)\"", views)
    forms = [name for form in FlaskForm.__subclasses__() for name in vars(form)]
    coded = [f"{kind}-risk" for kind in CODED_FIELDS]
    return {*read, *forms, *coded, *TEXT_FIELDS, *CHOICE_FIELDS, "csrf_token", "level-"}


def posts_of(app: Flask) -> list[str]:
    adapter = app.url_map.bind("localhost")
    return sorted(
        adapter.build(rule.endpoint, dict.fromkeys(rule.arguments, 1), method="POST")
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ())
    )


@on_sqlite
@pytest.mark.parametrize("name", ["name", "email", "roles", "csrf_token"])
@pytest.mark.parametrize("length", [LONG, 245_000])
def test_registering_grows_with_the_length_of_what_is_typed(
    app: Flask, client: FlaskClient, name: str, length: int
) -> None:
    typed = {"name": "Ada", "email": "ada@example.org", "roles": "mentee"}
    ours = {"Origin": "http://localhost"}
    app.config["WTF_CSRF_ENABLED"] = name == "csrf_token"

    assert_grows_with_its_length(
        lambda text: client.post("/register", data=typed | {name: text}, headers=ours), length
    )


class Noting(ImmutableMultiDict[str, str]):
    """A form that notes which fields a page asks it for; `EVERY` if the page goes through all."""

    asked: set[str]

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self.asked.add(str(name))
        return super().__contains__(name)

    def getlist(self, name: str, *how: Any, **more: Any) -> list[Any]:
        self.asked.add(name)
        return super().getlist(name, *how, **more)

    def __iter__(self) -> Iterator[str]:
        return self._going_through(super().__iter__)

    def keys(self) -> Any:
        return self._going_through(super().keys)

    def values(self) -> Any:
        return self._going_through(super().values)

    def items(self, *how: Any, **more: Any) -> Any:
        return self._going_through(super().items, *how, **more)

    def lists(self) -> Any:
        return self._going_through(super().lists)

    def _going_through(self, through: Callable[..., Any], *how: Any, **more: Any) -> Any:
        self.asked.add(EVERY)
        return through(*how, **more)


@pytest.fixture
def asked(app: Flask, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Which fields the pages asked for since this was emptied."""
    fields: set[str] = set()

    class NotingRequest(app.request_class):
        def _load_form_data(self) -> None:
            super()._load_form_data()
            if not isinstance(self.__dict__["form"], Noting):
                self.__dict__["form"] = Noting(self.__dict__["form"])
                self.__dict__["form"].asked = fields

    monkeypatch.setattr(app, "request_class", NotingRequest)
    return fields


@on_sqlite
@pytest.mark.slow
def test_every_form_grows_with_the_length_of_what_is_typed(
    app: Flask, session, sign_in: SignIn, asked: set[str]
) -> None:
    """A field that a page does not ask for costs it nothing, so that it is not sent there."""
    posts = posts_of(app)
    every = {name for name in names_of_fields() if not name.startswith("_")}
    assert len(posts) > 20
    assert {"name", "email", "reason", "about", "decision_id", "level-risk", "sure"} <= every
    tried = set[str]()

    for number, url in enumerate(posts):
        # Whoever left, or signed out everywhere, at the page before could not be asked again.
        for make in (make_coordinator, make_mentee):
            browser = sign_in(make(session, f"{make.__name__} {number}"))
            asked.clear()
            browser.post(url, data={"nothing": "1"})
            done = set[str]()
            while names := (every | asked if EVERY in asked else set(asked)) - done - {EVERY}:
                for name in names:
                    assert_grows_with_its_length(
                        lambda text, url=url, name=name, browser=browser: browser.post(
                            url, data={name: text}
                        ),
                        LONG,
                    )
                done |= names
            tried |= done

    assert {"name", "email", "about", "level-risk", "sure", "match_id"} <= tried


HEADERS = (
    *("HTTP_COOKIE", "HTTP_ACCEPT_LANGUAGE", "HTTP_ORIGIN", "HTTP_X_FORWARDED_FOR"),
    *("HTTP_AUTHORIZATION", "HTTP_X_REQUEST_ID", "HTTP_HOST", "CONTENT_TYPE"),
)


@on_sqlite
@pytest.mark.parametrize("part", ["a;", "a,", "a", "1"])
def test_a_header_grows_with_its_length(app: Flask, part: str) -> None:
    client = app.test_client(use_cookies=False)

    for header in HEADERS:
        assert_grows_with_its_length(
            lambda text, header=header: client.get(
                "/sign-in", environ_overrides={header: f"session={part * len(text)}"}
            ),
            100_000,
        )


@on_sqlite
def test_an_address_grows_with_its_length(client: FlaskClient) -> None:
    for url in ("/{}", "/sign-in/link/{}", "/sign-in?next=/{}", "/register?as={}", "/offers/{}"):
        for sign in ("\u0301", "1"):
            assert_grows_with_its_length(
                lambda text, url=url, sign=sign: client.get(url.format(sign * len(text))), 40_000
            )


@on_sqlite
def test_a_search_grows_with_its_length(session, sign_in: SignIn) -> None:
    browser = sign_in(make_coordinator(session))

    assert_grows_with_its_length(
        lambda text: browser.get("/people", query_string={"search": text}), 1_300
    )


@on_sqlite
@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"path": "/" + "a" * 8_001}, 414),
        ({"path": "/sign-in", "query_string": "next=" + "a" * 8_000}, 414),
        ({"path": "/sign-in", "environ_overrides": {"HTTP_COOKIE": "a" * 8_001}}, 431),
        ({"path": "/sign-in", "headers": {"X-Anything": "a" * 8_001}}, 431),
        ({"path": "/register", "data": {"name": "a" * LARGEST_FORM_BYTES}}, 413),
        ({"path": "/register", "data": {"a" * 201: "a"}}, 413),
        ({"path": "/register", "data": {f"a{n}": "" for n in range(1_001)}}, 413),
        ({"path": "/register", "data": {f"a{n}": "a" * 20_000 for n in range(26)}}, 413),
    ],
)
def test_what_no_page_of_ours_sends_is_refused_by_its_size(
    app: Flask, sent: dict, status: int
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    client = app.test_client(use_cookies=False)

    answer = client.open(method="POST" if "data" in sent else "GET", **sent)

    assert answer.status_code == status
    assert "matchmaker" in answer.text or "<title>" in answer.text


class Body:
    """A body as a server hands it on: it raises what the server raises."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def read(self, *_: object) -> bytes:
        raise self.error

    readline = readinto = read


FORMS = pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)


@on_sqlite
@FORMS
def test_a_body_beyond_the_limit_is_refused_before_it_is_read(
    client: FlaskClient, kind: str
) -> None:
    answer = client.post(
        "/register",
        environ_overrides={
            "wsgi.input": Body(AssertionError("it was read")),
            "CONTENT_LENGTH": str(LARGEST_FORM_BYTES + 1),
            "CONTENT_TYPE": kind,
        },
    )

    assert answer.status_code == 413


@on_sqlite
@FORMS
@pytest.mark.parametrize("chunks", [b"a" * 600_000, b"a=" + b"b" * 600_000])
def test_a_body_that_does_not_tell_its_length_is_read_up_to_the_limit(
    client: FlaskClient, kind: str, chunks: bytes
) -> None:
    body = io.BytesIO(chunks)

    answer = client.post(
        "/register",
        environ_overrides={
            "wsgi.input": body,
            "wsgi.input_terminated": True,
            "CONTENT_LENGTH": "",
            "HTTP_TRANSFER_ENCODING": "chunked",
            "CONTENT_TYPE": kind,
        },
    )

    assert answer.status_code == 413
    assert body.tell() <= LARGEST_FORM_BYTES + 1


@on_sqlite
@FORMS
@pytest.mark.parametrize(
    "error", [InvalidChunkSize(b"xyz"), NoMoreData(), ChunkMissingTerminator(b""), OSError("gone")]
)
@pytest.mark.parametrize("site", ["same-origin", "cross-site"])
def test_a_broken_body_is_its_sender_s_fault(
    app: Flask, client: FlaskClient, kind: str, error: Exception, site: str
) -> None:
    app.config.update(WTF_CSRF_ENABLED=True, TESTING=False, PROPAGATE_EXCEPTIONS=False)

    answer = client.post(
        "/register",
        headers={"Origin": "http://localhost", "Sec-Fetch-Site": site},
        environ_overrides={
            "wsgi.input": Body(error),
            "wsgi.input_terminated": True,
            "CONTENT_LENGTH": "",
            "CONTENT_TYPE": kind,
        },
    )

    assert answer.status_code == 400
