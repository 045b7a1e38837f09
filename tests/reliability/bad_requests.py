"""Whatever somebody could send: any page, any field, any text, by anybody. For hypothesis."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote_from_bytes

from bs4 import BeautifulSoup
from flask import Flask
from hypothesis import strategies as st
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.reliability.bad_texts import texts
from tests.reliability.bad_world import MEMBERS, PEOPLE, browser

QUERY_NAMES = ("next", "as", "order", "page", "to", "show", "all", "month", "q")
FIELD_NAMES = ("csrf_token", "action", "mentee_id", "mentor_id", "match_id", "decision_id", "until")
HEADER_NAMES = ("Referer", "Accept-Language", "Cookie", "Origin", "Host", "User-Agent", "Range")
KNOWN_IDS = ("1", "2", "3", "4", "5", "6")
WRONG_IDS = ("0", "-1", "2147483647", "2147483648", "99999999999999999999", "1.5", "%31", "٣")

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """One request, as it can be printed and sent again."""

    who: str
    method: str
    path: str
    query: Pairs = ()
    form: Pairs = ()
    headers: Pairs = ()

    def send(self, app: Flask) -> TestResponse:
        """Send it from the person's own browser."""
        headers = {name: _header(value) for name, value in self.headers}
        return browser(app, self.who).open(
            self.path + ("?" + _encode(self.query) if self.query else ""),
            method=self.method,
            data=_encode(self.form) if self.method == "POST" else None,
            content_type="application/x-www-form-urlencoded" if self.method == "POST" else None,
            headers=headers,
        )


def bad_requests(app: Flask, fields: Mapping[str, Sequence[tuple[str, str]]]) -> st.SearchStrategy:
    """Requests to every page of the application that a person could open or send to."""
    rules = [rule for rule in app.url_map.iter_rules() if not rule.endpoint.endswith("static")]
    with_fields = [rule for rule in rules if len(fields.get(str(rule), ())) > 1]
    return st.sampled_from(sorted(rules + 2 * with_fields, key=str)).flatmap(
        lambda rule: _requests_to(rule, fields.get(str(rule), ()))
    )


def fields_by_address(app: Flask) -> dict[str, list[tuple[str, str]]]:
    """Return the fields of every form that a page shows, by the rule that the form is sent to."""
    adapter = app.url_map.bind("localhost")
    found: dict[str, dict[tuple[str, str], None]] = {}
    for who in PEOPLE:
        for rule in app.url_map.iter_rules():
            if "GET" not in (rule.methods or ()) or rule.endpoint.endswith("static"):
                continue
            for number in KNOWN_IDS:
                address = adapter.build(rule.endpoint, dict.fromkeys(rule.arguments, number))
                page = browser(app, who).get(address)
                for target, field in _fields_in(page, address):
                    sent_to, _ = app.url_map.bind("localhost").match(
                        target.partition("?")[0], method="POST", return_rule=True
                    )
                    found.setdefault(str(sent_to), {})[field] = None
                if not rule.arguments:
                    break
    return {rule: list(names) for rule, names in found.items()}


def _fields_in(page: TestResponse, address: str) -> list[tuple[str, tuple[str, str]]]:
    if page.mimetype != "text/html":
        return []
    found = []
    for form in BeautifulSoup(page.text, "html.parser").find_all("form", method="post"):
        target = form.get("action") or address
        for control in form.find_all(["input", "textarea", "select", "button"]):
            options = control.find_all("option") or [control]
            if name := control.get("name"):
                found += [(target, (name, option.get("value", ""))) for option in options]
    return found


def _requests_to(rule: Rule, fields: Sequence[tuple[str, str]]) -> st.SearchStrategy:
    methods = [method for method in ("POST", "GET") if method in (rule.methods or ())]
    field = st.sampled_from(FIELD_NAMES)
    form = st.lists(st.tuples(field | texts(), texts()), max_size=3)
    if fields:
        names = st.sampled_from(sorted({name for name, _ in fields}))
        usual = st.lists(st.sampled_from(list(fields)), max_size=12, unique_by=lambda f: f[0])
        spoilt = st.lists(st.tuples(names, texts()), max_size=6)
        form = st.tuples(usual, spoilt, form).map(lambda parts: [*parts[0], *parts[1], *parts[2]])
    return st.builds(
        Sent,
        who=st.sampled_from([*MEMBERS, *MEMBERS, *PEOPLE]),
        method=st.sampled_from(methods),
        path=_paths(rule),
        query=_pairs(st.sampled_from(QUERY_NAMES) | texts(), 3),
        form=form.map(tuple),
        headers=st.just(()) | st.just(()) | _pairs(st.sampled_from(HEADER_NAMES), 2),
    )


def _paths(rule: Rule) -> st.SearchStrategy[str]:
    """Addresses of a rule, with numbers and words that exist and that do not."""
    parts = str(rule).split("/")
    known = st.sampled_from([*KNOWN_IDS, "1", "1", "2", "2"])
    wrong = st.sampled_from(WRONG_IDS) | texts().map(lambda text: quote_from_bytes(_bytes(text)))
    return st.tuples(
        *(
            st.one_of(known, known, known, wrong) if part.startswith("<") else st.just(part)
            for part in parts
        )
    ).map("/".join)


def _pairs(names: st.SearchStrategy[str], most: int) -> st.SearchStrategy[Pairs]:
    return st.lists(st.tuples(names, texts()), max_size=most).map(tuple)


def _encode(pairs: Pairs) -> str:
    return "&".join("=".join(quote_from_bytes(_bytes(part)) for part in pair) for pair in pairs)


def _bytes(text: str) -> bytes:
    """Return the bytes that a browser, or somebody without one, would send."""
    return text.encode("utf-8", "surrogatepass")


def _header(text: str) -> str:
    """Return what can stand in a header at all: a server lets no line break through."""
    return _bytes(text).decode("latin-1").replace("\r", "").replace("\n", "")
