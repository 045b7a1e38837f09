"""Every page in every state worth looking at. A page that is missing here fails its test."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from matchmaker.web.errors import MESSAGES
from tests.accessibility.stage import Stage

Act = Callable[[Page, Stage], None]


@dataclass(frozen=True)
class View:
    """A page as somebody sees it, perhaps after something that they did there."""

    person: str
    path: str
    what: str = ""
    act: Act | None = None
    stage: str = "full"

    def __str__(self) -> str:
        return " ".join(filter(None, (self.stage, self.person, self.path, self.what)))


def send(**typed: str) -> Act:
    """Fill in fields by their ids and send the form of the page."""

    def act(page: Page, _stage: Stage) -> None:
        for field, text in typed.items():
            page.fill(f"#{field}", text)
        _press(page, "main form [type=submit]:not([tabindex='-1'])")

    return act


def press(form: str, **typed: str) -> Act:
    """Send the form whose address ends so, with what is typed into its fields by their names."""

    def act(page: Page, _stage: Stage) -> None:
        page.locator("details").evaluate_all("parts => parts.forEach(part => part.open = true)")
        for name, text in typed.items():
            page.fill(f"form[action$='{form}'] [name={name}] >> nth=0", text)
        page.locator("form").evaluate_all("forms => forms.forEach(form => form.noValidate = true)")
        _press(page, f"form[action$='{form}'] [type=submit] >> nth=0")

    return act


def _press(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.click(button)


def answer_nothing(page: Page, _stage: Stage) -> None:
    """Send a question of several parts with nothing chosen."""
    _press(page, "main form [type=submit]")


def save_what_is_older(page: Page, _stage: Stage) -> None:
    """Send notes that were read before the other one saved theirs."""
    page.locator("[name=version]").evaluate("field => field.value = '0'")
    page.fill("[name=text]", "nobody")
    _press(page, "form[action$='/notes'] [type=submit]")


def save_an_older_agenda(page: Page, _stage: Stage) -> None:
    """Send an agenda that was read before the other one saved theirs."""
    page.locator("[name=version]").evaluate("field => field.value = '0'")
    page.fill("[name=text]", "nobody")
    _press(page, "form[action$='/agenda'] [type=submit] >> nth=0")


def save_profile(**typed: str) -> Act:
    """Fill in fields of the profile by their ids and save it as a whole."""

    def act(page: Page, _stage: Stage) -> None:
        for field, text in typed.items():
            page.fill(f"#{field}", text)
        _press(page, ".save-bar button")

    return act


def save_an_older_profile(page: Page, _stage: Stage) -> None:
    """Send a profile of which a part was saved elsewhere since it was read."""
    page.locator("[name=version-about-you]").evaluate("field => field.value = '0'")
    page.fill("#location", "nobody")
    _press(page, ".save-bar button")


def after_the_visit_ended(page: Page, _stage: Stage) -> None:
    """Send a form whose visit has ended: the cookie is gone."""
    page.fill("#name", "Ada")
    page.context.clear_cookies()
    _press(page, "main form button")


def after_the_session_ended(page: Page, stage: Stage) -> None:
    """Send a form after signing out elsewhere."""
    stage.end_session_of("leaver")
    _press(page, ".save-bar button")


def use_targets(page: Page, _stage: Stage) -> None:
    """Ask for a role's targets with the button, as without scripts."""
    page.locator("#target_role").evaluate("list => list.value = 'analyst'")
    _press(page, "button[value=targets]")


def registered_again(page: Page, stage: Stage) -> None:
    """Press a link with which a member registered once more, for more than they have."""
    page.goto(stage.base_url + stage.address("/sign-in/link/{again_link}"))
    _press(page, "main form button")


def after_a_while(page: Page, stage: Stage) -> None:
    """Come back when the proof of signing in holds no more."""
    stage.forget_the_proof_of("mentor")
    page.goto(f"{stage.base_url}/confirm?next=/me")


def with_a_wrong_code(page: Page, stage: Stage) -> None:
    """Have a code mailed, and type another."""
    after_a_while(page, stage)
    _press(page, "button[name=confirmation_new]")
    page.fill("#confirmation_code", "nonsense")
    _press(page, "main form [type=submit] >> nth=0")


def told_of_long_ago(page: Page, _stage: Stage) -> None:
    """Send a coordinators' form after the organisation told of them too long ago."""
    form = page.locator("main form[method=post]").first
    form.evaluate("form => { form.action = '/coordinators' }")
    press("/coordinators")(page, _stage)


def publish_too_early(page: Page, stage: Stage) -> None:
    """Publish from a page that was opened before somebody else decided about a pair."""
    page.locator("form[action$='/solve']").evaluate(
        "form => { form.action = form.action.replace('/solve', '/publish') }"
    )
    press("/publish")(page, stage)


TOO_LONG = "1" * 2_001
LONG_NOTE = press("/notes", text=TOO_LONG * 4)
LONG_AGENDA = press("/agenda", text=TOO_LONG)
LONG_PRIVATE_NOTE = press("/notes/private", text=TOO_LONG * 4)

VISITOR = (
    View("visitor", "/"),
    View("visitor", "/how-it-works"),
    View("visitor", "/register?as=mentor"),
    View("visitor", "/register", "with faults", send(email="nobody")),
    View("visitor", "/register", "when its visit has ended", after_the_visit_ended),
    View("visitor", "/sign-in?next=/me"),
    View("visitor", "/sign-in", "with a fault", send(email="nobody")),
    View("visitor", "/check-your-mail"),
    View("visitor", "/sign-in", "sent", send(email="somebody@example.org")),
    View("visitor", "/check-your-mail", "with a wrong code", send(code="nonsense")),
    View("visitor", "/sign-in/link/{others_link}"),
    View("visitor", "/sign-in/link/{link}"),
    View("visitor", "/sign-in/link/{expired_link}"),
    View("visitor", "/sign-in/link/{used_link}"),
    View("visitor", "/sign-in/link/unknown"),
    View("visitor", "/address/{address_link}"),
    View("visitor", "/address/stop/{stop_link}"),
    View("visitor", "/address/unknown"),
    View("visitor", "/address/stop/unknown"),
    View("visitor", "/unsubscribe/{refusal_link}"),
    View("visitor", "/unsubscribe/{refusal_link}", "stopped", send()),
    View("visitor", "/unsubscribe/unknown"),
    View("visitor", "/answer/{question_link}"),
    View("visitor", "/answer/unknown"),
    View("visitor", "/privacy"),
)
STANDINGS = (
    *("newcomer", "incomplete", "waiting", "first", "away", "asked", "introduced", "active"),
    *("ended", "unlucky", "mentor", "silent", "full", "ready", "both"),
    *("networker", "paused_networker", "coordinator"),
)
"""Everybody whose page says something else."""

MEMBERS = (
    *(View(person, "/me") for person in STANDINGS),
    View("waiting", "/me", "with a day that is past", press("/me/break", until="2020-01-01")),
    View("newcomer", "/profile"),
    View("newcomer", "/profile/saved"),
    View("both", "/profile", "with the targets of a role", use_targets),
    View(
        "both",
        "/profile",
        "with faults",
        save_profile(manager_email="nobody", name="", paused_until="2001-01-01", wishes="nobody"),
    ),
    View("both", "/profile", "changed elsewhere in the meantime", save_an_older_profile),
    View("leaver", "/profile", "after signing out elsewhere", after_the_session_ended),
    View("both", "/profile/saved"),
    View("mentor", "/offers/{asked}"),
    View("mentor", "/offers/{asked}/decline"),
    View(
        "mentor",
        "/offers/{asked}/decline",
        "with too long a note",
        press("/decline", note=TOO_LONG),
    ),
    View("mentor", "/answer/{question_link}"),
    View("active", "/answer/{question_link}"),
    View("active", "/answer/{met_link}"),
    View("introduced", "/answer/{terms_link}"),
    View("introduced", "/answer/{pulse_link}"),
    View("introduced", "/answer/{pulse_link}", "with nothing chosen", answer_nothing),
    View("silent", "/offers/{declined}"),
    View("silent", "/offers/{expired}"),
    View("silent", "/offers/{withdrawn}"),
    View("mentor", "/matches/{introduced}"),
    View("introduced", "/matches/{introduced}"),
    View("active", "/matches/{active}"),
    View("active", "/matches/{active}/agreement"),
    View(
        "active",
        "/matches/{active}/agreement",
        "with a day that is past",
        press("/agreement", ends_on="2020-01-31"),
    ),
    View("introduced", "/matches/{introduced}/agreement"),
    View("active", "/matches/{active}/goals"),
    View("active", "/matches/{active}/goals", "with nothing chosen", press("/goals")),
    View("mentor", "/matches/{active}"),
    View("active", "/matches/{active}/goals/{goal}/outcome"),
    View(
        "active", "/matches/{active}/goals/{goal}/outcome", "with nothing chosen", press("/outcome")
    ),
    View("active", "/matches/{active}/goals/{reached}/level"),
    View("visitor", "/what-a-pmo-does"),
    View("active", "/what-a-pmo-does"),
    View("active", "/road"),
    View("active", "/road/steps/add"),
    View("active", "/road/steps/add", "with nothing said", send(title="")),
    View("active", "/road/steps/{step}"),
    View("active", "/road/steps/{step}", "with no words", send(title="")),
    View("active", "/road/steps/{step}/done"),
    View("active", "/road/steps/{step}/done", "without a day of doing", send(on="")),
    View("mentor", "/road"),
    View("active", "/certifications"),
    View("mentor", "/certifications"),
    View("active", "/certifications/pmp"),
    View(
        "active", "/certifications/pmp", "without a day", press("/certifications/pmp", earned_on="")
    ),
    View("active", "/development"),
    View("mentor", "/development"),
    View("active", "/development/add"),
    View("active", "/development/add", "with nothing typed", send(topic="")),
    View("active", "/development/add?session={held}"),
    View("active", "/development/{entry}"),
    View(
        "active",
        "/development/{entry}",
        "with no hours",
        send(time_spent=""),
    ),
    View("active", "/development/sheet"),
    View("active", "/matches/{active}/actions"),
    View("active", "/matches/{active}/actions", "with nothing typed", press("/actions")),
    View("active", "/matches/{active}/actions/{action}/change"),
    View(
        "active",
        "/matches/{active}/actions/{action}/change",
        "without a day",
        press("/change", due_on=""),
    ),
    View("mentor", "/matches/{active}/notes"),
    View("active", "/matches/{active}/notes", "after the other saved", save_what_is_older),
    View("active", "/matches/{active}/notes", "with too long a text", LONG_NOTE),
    View("active", "/matches/{active}/notes/private"),
    View("active", "/matches/{active}/notes/private", "with too long a text", LONG_PRIVATE_NOTE),
    View("ended", "/matches/{ended}/notes"),
    View("active", "/matches/{active}/agenda"),
    View("mentor", "/matches/{active}/agenda", "after the other saved", save_an_older_agenda),
    View("active", "/matches/{active}/agenda", "with too long a text", LONG_AGENDA),
    View("introduced", "/matches/{introduced}/agenda"),
    View("active", "/matches/{active}/pulse"),
    View("active", "/matches/{active}/pulse", "with nothing chosen", press("/pulse")),
    View("introduced", "/matches/{introduced}/pulse"),
    View("introduced", "/matches/{introduced}/pulse", "with nothing chosen", press("/pulse")),
    View("active", "/matches/{active}/help"),
    View("active", "/matches/{active}/another"),
    View("mentor", "/matches/{active}/another"),
    View("active", "/matches/{active}/help", "with nothing chosen", press("/help")),
    View("active", "/matches/{active}/finish"),
    View("active", "/matches/{active}/finish", "with nothing chosen", press("/finish")),
    View("introduced", "/matches/{introduced}/sessions/plan"),
    View(
        "introduced",
        "/matches/{introduced}/sessions/plan",
        "with a day without a time",
        press("/plan", day_1="2027-01-31"),
    ),
    View("active", "/matches/{active}/sessions/{session_ahead}/move"),
    View(
        "active",
        "/matches/{active}/sessions/{session_ahead}/move",
        "to a day that is past",
        press("/move", day="2020-01-31"),
    ),
    View("active", "/matches/{active}/sessions/{session_past}/note"),
    View(
        "active",
        "/matches/{active}/sessions/{session_past}/note",
        "with too many topics",
        press("/note", topics=TOO_LONG * 8),
    ),
    View("active", "/matches/{active}/sessions/add"),
    View(
        "active",
        "/matches/{active}/sessions/add",
        "with a day that is to come",
        press("/add", day="2099-01-31"),
    ),
    View("completed", "/matches/{completed}"),
    View("mentor", "/matches/{completed}"),
    View("completed", "/matches/{completed}/completion"),
    View("completed", "/matches/{completed}/hours"),
    View("active", "/matches/{active}/hours"),
    View("completed", "/profile?role=mentor"),
    View("mentor", "/me/mentoring"),
    View("active", "/library/"),
    View("mentor", "/library/"),
    View("coordinator", "/library/"),
    View("active", "/library/skills/risk"),
    View("active", "/library/skills/risk/2"),
    View("active", "/library/skills/coaching/3"),
    View("mentor", "/briefing/mentors"),
    View("waiting", "/briefing/mentees"),
    View("waiting", "/me/mentoring"),
    View("active", "/matches/{active}", "with too long a reason", press("/end", reason=TOO_LONG)),
    View("ended", "/matches/{ended}"),
    View("coordinator", "/matches/{active}"),
    View("networker", "/coffee/{coffee}"),
    View("active", "/me/privacy"),
    View("waiting", "/me/privacy"),
    View("waiting", "/me/leave"),
    View("moved", "/me/address"),
    View("waiting", "/me/address", "with a fault", send(email="nobody")),
    View("coordinator", "/me/leave", "as the last coordinator", send(), stage="empty"),
    View("waiting", "/me/erase"),
    View("waiting", "/me/erase", "without a tick", send()),
    View("visitor", "/register/again", act=registered_again),
    View("mentor", "/confirm?next=/me", act=after_a_while),
    View("mentor", "/confirm?next=/me", "with a wrong code", with_a_wrong_code),
)
COORDINATOR = (
    View("coordinator", "/cases"),
    View("coordinator", "/cases", stage="empty"),
    View("coordinator", "/rounds"),
    View("coordinator", "/rounds/{published}"),
    View("coordinator", "/rounds/{published}", "without a reason", press("/withdraw")),
    View("coordinator", "/rounds/{solved}"),
    View("coordinator", "/rounds/{solved}", "lock without a reason", press("/lock")),
    View("coordinator", "/rounds/{solved}", "ban without a reason", press("/ban")),
    View("coordinator", "/rounds/{solved}", "discard without a reason", press("/discard")),
    View("coordinator", "/rounds/{solved}/compare"),
    View("coordinator", "/rounds/{published}/compare"),
    *(
        View("coordinator", f"/tasks/{{task_{state}}}")
        for state in ("waiting", "late", "running", "done", "failed")
    ),
    View("coordinator", "/rounds/{solved}/publish"),
    View("coordinator", "/rounds/{solved}/publish", "too early", publish_too_early),
    View("coordinator", "/rounds/{discarded}"),
    View("coordinator", "/coffee/rounds"),
    View("coordinator", "/coffee/rounds/{coffee_round}"),
    View("coordinator", "/library/resources"),
    View("coordinator", "/library/resources", "with nothing filled in", press("/resources")),
    View("coordinator", "/mails"),
    View("coordinator", "/mails/retry"),
    View("coordinator", "/coordinators"),
    View("coordinator", "/coordinators", "with a fault", press("/coordinators", email="nobody")),
    View("coordinator", "/coordinators", stage="empty"),
    View("coordinator", "/me", "as one by group", stage="organisation"),
    View("coordinator", "/me/privacy", "sending as one by group", told_of_long_ago, "organisation"),
    View("coordinator", "/people"),
    View("coordinator", "/people?search=nobody-of-this-name"),
    View("coordinator", "/people/{person}"),
    View("coordinator", "/people/{moved}/address"),
    View("coordinator", "/people/{moved}/merge"),
    View("coordinator", "/people/{moved}/merge", "with a fault", send(email="nobody")),
    View("coordinator", "/people/{moved}/merge?other={twice}"),
    View("coordinator", "/people/{asked_mentee}/merge?other={introduced_mentee}"),
    View("coordinator", "/people/{person}/address", "with a fault", send(email="nobody")),
    View("coordinator", "/rounds", stage="empty"),
    View("coordinator", "/coffee/rounds", stage="empty"),
    View("coordinator", "/mails", stage="empty"),
    View("coordinator", "/demo/mails", stage="empty"),
)
DEMO = (
    View("visitor", "/demo/"),
    View("visitor", "/demo/mails"),
    *(
        View("visitor", "/demo/mails/{mail}?show=" + show)
        for show in ("html", "text", "headers", "calendar")
    ),
)
ERRORS = (
    *(View("visitor", f"/how-it-works?fail={status}") for status in MESSAGES),
    View("waiting", "/rounds"),
    View("waiting", "/nowhere"),
)
VIEWS = VISITOR + MEMBERS + COORDINATOR + DEMO + ERRORS

NOT_PAGES = {
    "static": "files",
    "bootstrap.static": "files",
    "home.index": "a member is sent on to their page; a visitor's is listed",
    "own_data.download": "a file",
    "looking_back.download": "a file",
    "development.download": "a file",
    "coffee_rounds.index_moved": "an old address, which leads to its page",
    "coffee_rounds.show_moved": "an old address, which leads to its page",
    "health.alive": "for machines",
    "health.ready": "for machines",
    "metrics.show": "for machines",
    "status.show": "for machines",
    "demo_desk.mail_html": "a mail in its frame: tests/accessibility/test_mails.py",
    "demo_desk.attached_file": "a file",
}
"""What can be opened and is no page of ours, and why."""

BUTTONS = {
    "own_data.forget",
    "agreement.agree",
    "briefings.read_for_mentors",
    "briefings.read_for_mentees",
    "noting.held",
    "noting.missed",
    "sessions.cancel",
    "sessions.pick",
    "sessions.offer_first",
    "goals.agree",
    "actions.done",
    "certifications.forget",
    "development.remove",
    "road_steps.take",
    "road_steps.refuse",
    "road_steps.drop",
    "actions.drop",
    "concerns.another",
    "concerns.settle",
    "concerns.take_back",
    "raising.answer",
    "library.mark",
    "library_stock.hide",
    "library_stock.show_again",
    "address_links.confirm",
    "address_links.stop",
    "coffee.back",
    "duplicates.keep_apart",
    "duplicates.merge",
    "coffee.met",
    "coffee.not_met",
    "coffee.skip",
    "coordinators.confirm",
    "coordinators.remove",
    "coordinators.withdraw",
    "demo_desk.let_time_pass",
    "demo_desk.sign_in",
    "mails.retry",
    "mails.retry_all",
    "mentorships.met",
    "members.back",
    "members.withdraw",
    "offers.accept",
    "own_data.choose",
    "rounds.choose_objective",
    "rounds.find_comparison",
    "rounds.lift",
    "rounds.solve",
    "registered.answer",
    "sign_in.confirm",
    "unsubscribe.refuse",
    "sign_in.everywhere_out",
    "sign_in.out",
}
"""What is sent by a button alone: nothing can be filled in wrongly."""

FORMS = {
    "agreement.suggest": "with a day that is past",
    "sessions.offer": "with a day without a time",
    "sessions.move": "to a day that is past",
    "noting.note": "with too many topics",
    "noting.add": "with a day that is to come",
    "goals.settle": "with nothing chosen",
    "goals.suggest": "with nothing chosen",
    "actions.add": "with nothing typed",
    "certifications.save": "without a day",
    "development.add": "with nothing typed",
    "road_steps.add": "with nothing said",
    "road_steps.change": "with no words",
    "road_steps.done": "without a day of doing",
    "development.change": "with no hours",
    "actions.change": "without a day",
    "notes.save": "with too long a text",
    "agenda.save": "with too long a text",
    "notes.save_private": "with too long a text",
    "pulse.answer": "with nothing chosen",
    "concerns.send": "with nothing chosen",
    "answers.answer": "with nothing chosen",
    "finish.finish": "with nothing chosen",
    "confirmation.confirm": "with a wrong code",
    "coordinators.add": "with a fault",
    "library_stock.add": "with nothing filled in",
    "mentorships.end": "with too long a reason",
    "members.pause": "with a day that is past",
    "offers.decline": "with too long a note",
    "own_address.change": "with a fault",
    "people_address.change": "with a fault",
    "own_data.erase": "without a tick",
    "own_data.leave": "as the last coordinator",
    "profiles.save": "with faults",
    "registration.register": "with faults",
    "sign_in.type_code": "with a wrong code",
    "rounds.ban": "ban without a reason",
    "rounds.discard": "discard without a reason",
    "rounds.lock": "lock without a reason",
    "rounds.publish": "too early",
    "rounds.withdraw": "without a reason",
    "sign_in.request": "with a fault",
}
"""What is filled in and sent, and the view of the form that comes back with its faults."""
