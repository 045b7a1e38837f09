"""What scripts and style sheets add to the profile form."""

import pytest
from sqlalchemy.orm import Session

from matchmaker.models import Member
from tests.factories import make_member, part_of
from tests.web.chromium import IN_CHROMIUM
from tests.web.conftest import OpenPage

pytestmark = IN_CHROMIUM


@pytest.fixture
def newcomer(session: Session) -> Member:
    member = make_member(session, "Mia", time_zone="", languages=[])
    part_of(session, member).is_mentee = True
    return member


def test_choosing_a_role_fills_in_its_targets_at_once(
    newcomer: Member, open_page: OpenPage
) -> None:
    page = open_page(newcomer, "/profile")
    page.fill("#goals", "Kept.")

    page.select_option("#target_role", "analyst")

    page.wait_for_selector("#skill-lists > .skill-rows")
    assert page.input_value("#target-data_analysis") == "4"
    assert page.input_value("#goals") == "Kept."
    assert "PMO analyst" in page.inner_text("#targets-status")
    page.context.close()


def test_the_role_chosen_last_counts_in_whatever_order_the_answers_come(
    newcomer: Member, open_page: OpenPage
) -> None:
    page = open_page(newcomer, "/profile")
    page.evaluate(
        """() => {
            const fetch = window.fetch.bind(window);
            let number = 0;
            window.firstHasCome = new Promise((come) => {
                window.fetch = async (...request) => {
                    const isFirst = number++ === 0;
                    const answer = await fetch(...request);
                    if (isFirst) await new Promise((done) => setTimeout(done, 600));
                    if (isFirst) setTimeout(come, 200);
                    return answer;
                };
            });
        }"""
    )

    page.select_option("#target_role", "analyst")
    page.select_option("#target_role", "specialist")
    page.evaluate("window.firstHasCome")

    assert page.input_value("#target-methods") == "4"
    assert page.input_value("#target-data_analysis") == ""
    assert page.input_value("[name=targets_from]") == "specialist"
    assert "PMO specialist" in page.inner_text("#targets-status")
    page.context.close()


def test_the_browsers_time_zone_is_proposed(newcomer: Member, open_page: OpenPage) -> None:
    page = open_page(newcomer, "/profile")

    assert page.input_value("#time_zone") in {"Asia/Kolkata", "Asia/Calcutta"}
    page.context.close()


def test_only_the_parts_of_the_chosen_roles_are_shown(
    newcomer: Member, open_page: OpenPage
) -> None:
    page = open_page(newcomer, "/profile", java_script_enabled=False)
    before = [page.is_visible(part) for part in ("#as-a-mentee", "#as-a-mentor")]

    page.uncheck("#role-mentee")
    page.check("#role-mentor")

    after = [page.is_visible(part) for part in ("#as-a-mentee", "#as-a-mentor")]
    assert (before, after) == ([True, False], [False, True])
    page.context.close()


def test_on_a_phone_no_choice_with_the_focus_hides_under_the_save_button(
    newcomer: Member, open_page: OpenPage
) -> None:
    page = open_page(
        newcomer,
        "/profile",
        viewport={"width": 320, "height": 640},
        java_script_enabled=False,
        reduced_motion="reduce",
    )
    hidden = []

    for box in page.locator("#interests-group input").all():
        box.focus()
        chip = page.locator(f"label[for={box.get_attribute('id')}]").bounding_box()
        bar = page.locator(".save-bar").bounding_box()
        assert chip is not None
        assert bar is not None
        if chip["y"] + chip["height"] > bar["y"]:
            hidden.append(box.get_attribute("value"))

    assert hidden == []
    page.context.close()


def test_a_fault_takes_the_focus_to_the_summary(newcomer: Member, open_page: OpenPage) -> None:
    page = open_page(newcomer, "/profile")
    page.fill("#manager_email", "nobody")

    page.press("#manager_email", "Enter")

    page.wait_for_selector(".error-summary")
    assert page.evaluate("document.activeElement.className") == "error-summary"
    page.click(".error-summary a")
    assert page.evaluate("document.activeElement.id") == "manager_email"
    page.context.close()
