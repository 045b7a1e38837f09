"""Every page in the pseudo-language: no bare English, and no layout that 40 % more text breaks."""

import pytest
from playwright.sync_api import Browser

from matchmaker.extensions import db
from tests.accessibility.looking import ZOOMED, look
from tests.accessibility.pages import VIEWS, View
from tests.accessibility.stage import Stage
from tests.languages.reading import bare_words, texts_of_page, typed_in

TYPED_HERE = "nobody"
"""What `pages.py` types where an address is wanted."""


def english_on(stage: Stage, html: str) -> list[str]:
    """Return the English texts of a page that nobody typed."""
    with stage.app.app_context():
        return bare_words(texts_of_page(html), [*typed_in(db.session()), TYPED_HERE])


@pytest.mark.parametrize("view", [view for view in VIEWS if view.act is None], ids=str)
def test_a_page_has_no_bare_english(request: pytest.FixtureRequest, view: View) -> None:
    stage: Stage = request.getfixturevalue(view.stage)

    html = stage.get(view.person, view.path)

    assert english_on(stage, html) == []


@pytest.mark.browser
@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_a_page_keeps_its_layout(
    chromium: Browser, request: pytest.FixtureRequest, view: View
) -> None:
    stage: Stage = request.getfixturevalue(view.stage)
    page = stage.open(chromium, view.person, view.path)
    if view.act is not None:
        view.act(page, stage)

    html = page.content()
    page.locator("details").evaluate_all("parts => parts.forEach(part => part.open = true)")
    page.set_viewport_size(ZOOMED)  # type: ignore[arg-type]
    faults = look(page, "widthFaults", "targetFaults", "regionFaults")
    page.context.close()

    assert english_on(stage, html) == []
    assert faults == []
