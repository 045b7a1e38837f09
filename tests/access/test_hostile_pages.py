"""With markup typed wherever somebody can, every page that anybody reaches shows it as text.

And: an address spelt oddly opens nothing that the usual spelling does not.
"""

import re
import sqlite3
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup

from tests.access.conftest import Site
from tests.access.world import PEOPLE

TYPED = "'\"><script>alert(1)</script><img src=x onerror=alert(2)></textarea></title>{{7*7}}"
FREE_TEXTS = {
    "members": ("name",),
    "profiles": ("department", "job_title", "location", "about", "goals", "help_with"),
    "programmes": ("name",),
    "matches": ("decline_note",),
    "status_changes": ("reason",),
    "pair_decisions": ("reason",),
    "outbox_mails": ("last_error",),
}
ODD_PATHS = (
    *("/rounds/", "/./rounds", "/ROUNDS", "/rounds%2f", "/rounds;x", "/rounds%00"),
    *("/me/../rounds", "/static/../rounds", "/static/..%2f..%2fconfig.py", "/rounds/-1"),
    *("/rounds/99999999999999999999", "/rounds/1e3", "/rounds/１", "/%72ounds"),
)


def type_everywhere(site: Site) -> None:
    """Put the markup into the rows themselves, past every check of a form."""
    connection = sqlite3.connect(site.database)
    for table, columns in FREE_TEXTS.items():
        known = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
        for column in set(columns) & known:
            connection.execute(
                f"UPDATE {table} SET {column} = substr({column}, 1, 8) || ?", (TYPED,)
            )
    connection.commit()
    connection.close()


def pages_from(site: Site, person: str) -> dict[str, str]:
    """Return every page that a person reaches by links, and those about any pair or group."""
    browser = site.browser(person)
    waiting = ["/", "/me", "/profile", "/rounds", "/coordinators", "/mails", "/privacy"]
    waiting += [f"/{kind}/{number}" for kind in ("matches", "offers") for number in range(1, 8)]
    pages: dict[str, str] = {}
    while waiting:
        url = waiting.pop()
        if url in pages:
            continue
        answer = browser.get(url)
        assert answer.status_code < 500, url
        pages[url] = answer.text if answer.mimetype == "text/html" else ""
        for link in BeautifulSoup(pages[url], "html.parser").find_all("a", href=True):
            parts = urlsplit(link["href"])
            if not parts.scheme and parts.path.startswith("/"):
                waiting.append(parts._replace(fragment="").geturl())
    return pages


@pytest.mark.slow
@pytest.mark.parametrize("person", PEOPLE)
def test_no_page_has_a_part_that_somebody_typed(site: Site, person: str) -> None:
    type_everywhere(site)

    pages = pages_from(site, person)

    shown = 0
    for url, text in pages.items():
        page = BeautifulSoup(text, "html.parser")
        assert page.find("script", src=False) is None, url
        assert page.find("img", src="x") is None, url
        assert [tag for tag in page.find_all(True) if any(a[:2] == "on" for a in tag.attrs)] == []
        assert not re.search(r"[\"' ]49[\"' ]", text) or "{{7*7}}" in text, url
        shown += "&lt;script&gt;" in text
    assert shown >= (1 if person == "visitor" else 3)


@pytest.mark.parametrize("path", ODD_PATHS)
def test_an_odd_spelling_of_an_address_opens_nothing_more(site: Site, path: str) -> None:
    answer = site.browser("mentee").get(path)

    assert answer.status_code in {403, 404}
