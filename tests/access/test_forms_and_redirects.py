"""Over every route: no POST without the form's own token, and no redirect to another site."""

import re
import secrets
from urllib.parse import quote

import pytest
from flask import Flask

from matchmaker.extensions import csrf, db
from matchmaker.services.accounts.links import request_link, token_of
from tests.access.conftest import Site
from tests.access.rows import Row, read_rows
from tests.access.test_matrix import address
from tests.conftest import SECRET_KEY
from tests.factories import the_programme

ROWS = [row for row in read_rows() if not row.is_demo]
WITHOUT_OUR_FORM = {
    # Sent by mail programs (RFC 8058); can only stop the mails that its signed address names.
    "unsubscribe.refuse",
    # Sent by the organisation's sign-in; believed only with a token that it signed.
    "ended_there.take",
}
POSTS = [row for row in ROWS if row.method != "GET" and row.endpoint not in WITHOUT_OUR_FORM]
ELSEWHERE = (
    "//evil.test",
    "///evil.test",
    "/\\evil.test",
    "\\/evil.test",
    "/\t/evil.test",
    "/%5cevil.test",
    "https://evil.test",
    "https:evil.test",
    "javascript:alert(1)",
    "/.//evil.test",
    "//evil.test%2f..",
    "/\x01/evil.test",
    "／／evil.test",
)


def test_only_what_others_send_is_exempt_from_the_forms_token(site: Site) -> None:
    views = [site.app.view_functions[endpoint] for endpoint in WITHOUT_OUR_FORM]
    assert csrf._exempt_views == {f"{view.__module__}.{view.__name__}" for view in views}
    assert csrf._exempt_blueprints == set()


@pytest.fixture(scope="module")
def mentees_token(real_site: Site) -> str:
    """A token for forms as the mentee's page has it."""
    real_site.app.config["WTF_CSRF_ENABLED"] = True
    page = real_site.browser("mentee").get("/me").text
    real_site.app.config["WTF_CSRF_ENABLED"] = False
    real_site.start_again()
    return page.split('name="csrf_token" value="')[1].split('"')[0]


@pytest.mark.parametrize("row", POSTS, ids=str)
@pytest.mark.parametrize("token", ["", "IjEi.Zx.forged", "another's"])
def test_without_the_forms_own_token_nothing_happens(
    site: Site, row: Row, token: str, mentees_token: str
) -> None:
    site.app.config["WTF_CSRF_ENABLED"] = True
    before = site.rows()
    person = [*row.statuses][-1]
    arguments = {} if row.about == "-" else site.world.arguments(row.about, person)
    if token == "another's":
        token = mentees_token
    form = site.world.forms.get(row.endpoint, {}) | {"csrf_token": token}

    answer = site.browser(person).post(address(site, row, arguments), data=form)

    assert answer.status_code == 400
    assert "Please send that again" in answer.text
    assert site.rows() == before


@pytest.mark.parametrize("site_of_sender", ["cross-site", "same-site"])
def test_a_form_that_a_browser_marks_as_anothers_is_refused_with_any_token(
    site: Site, site_of_sender: str
) -> None:
    answer = site.browser("mentee").post("/me/back", headers={"Sec-Fetch-Site": site_of_sender})

    assert answer.status_code == 400


@pytest.mark.parametrize("person", ["visitor", "mentee"])
def test_no_query_sends_anybody_to_another_site(site: Site, person: str) -> None:
    browser = site.browser(person)
    pages = [row for row in ROWS if row.method == "GET" and row.about == "-"]

    for row in pages:
        for target in ELSEWHERE:
            url = f"{address(site, row, {})}?next={quote(target)}"
            location = browser.get(url).headers.get("Location", "/")
            assert re.match(r"/([^/\\]|$)", location), url
            assert "evil.test" not in location.partition("?")[0], url


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_leads_nowhere_else(site: Site, target: str) -> None:
    browser = site.browser("visitor")
    browser.get(f"/sign-in?next={quote(target)}")
    with site.app.app_context():
        link = request_link(
            db.session(), the_programme(db.session()), "mina.mentee@example.org", SECRET_KEY
        )
        token = token_of(link, SECRET_KEY)
        db.session.commit()

    pressed = browser.post(f"/sign-in/link/{token}")

    assert pressed.status_code == 302
    assert pressed.location == "/me"


def test_what_is_kept_of_a_long_address_fits_into_a_cookie(site: Site) -> None:
    browser, path = site.browser("visitor"), "/" + secrets.token_urlsafe(5_000)

    longest = [
        len(browser.get(f"/sign-in?next={path[:length]}").headers.get("Set-Cookie", ""))
        for length in (1_000, 4_000, 6_600)
    ]

    assert longest[0] > 1_000
    assert max(longest) < 4_000


def test_redirects_are_relative(app: Flask) -> None:
    assert app.response_class.autocorrect_location_header is False
