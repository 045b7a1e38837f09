"""The pages. Every blueprint is registered here, together with who may open it."""

from flask import Blueprint, Flask
from flask_login import current_user

from config import Settings
from matchmaker import messages
from matchmaker.extensions import babel, bootstrap, csrf, login_manager
from matchmaker.web import (
    arriving,
    errors,
    filters,
    metrics,
    request_log,
    security,
    session_use,
)
from matchmaker.web.guards import Guard, anyone, coordinator_only, monitor_only, signed_in
from matchmaker.web.language import readers_locale
from matchmaker.web.limits import limit_member
from matchmaker.web.navigation import navigation
from matchmaker.web.typed import RowNumber
from matchmaker.web.views.accounts import (
    address_links,
    confirmation,
    coordinators,
    ended_there,
    mailed_links,
    organisation,
    own_address,
    provider,
    registered,
    registration,
    sign_in,
)
from matchmaker.web.views.briefings import briefings
from matchmaker.web.views.cases import needs_attention
from matchmaker.web.views.certifications import certifications, development
from matchmaker.web.views.coffee import chats as coffee_chats
from matchmaker.web.views.coffee import overview as coffee_overview
from matchmaker.web.views.demo import desk as demo_desk
from matchmaker.web.views.duplicates import merge
from matchmaker.web.views.home import my_page, pmo, welcome
from matchmaker.web.views.library import library
from matchmaker.web.views.library import stock as library_stock
from matchmaker.web.views.matches import offers
from matchmaker.web.views.mentorships import (
    actions,
    agenda,
    agreement,
    concerns,
    finish,
    goals,
    looking_back,
    mentoring,
    mentorship,
    notes,
    noting,
    pulse,
    raising,
    sessions,
)
from matchmaker.web.views.operations import health, status
from matchmaker.web.views.outbox import problems as mail_problems
from matchmaker.web.views.outbox import unsubscribe
from matchmaker.web.views.people import address, directory
from matchmaker.web.views.privacy import notice, own_data
from matchmaker.web.views.profiles import profile
from matchmaker.web.views.questions import answers
from matchmaker.web.views.review import rounds
from matchmaker.web.views.road import road
from matchmaker.web.views.road import steps as road_steps
from matchmaker.web.views.tasks import task

PAGES: tuple[tuple[Blueprint, Guard], ...] = (
    (welcome.blueprint, anyone),
    (pmo.blueprint, anyone),
    (registration.blueprint, anyone),
    (sign_in.blueprint, anyone),
    (address_links.blueprint, anyone),
    (unsubscribe.blueprint, anyone),
    (answers.blueprint, anyone),
    (notice.blueprint, anyone),
    (profile.blueprint, signed_in),
    (my_page.blueprint, signed_in),
    (own_data.blueprint, signed_in),
    (own_address.blueprint, signed_in),
    (confirmation.blueprint, signed_in),
    (registered.blueprint, signed_in),
    (offers.blueprint, signed_in),
    (mentorship.blueprint, signed_in),
    (agreement.blueprint, signed_in),
    (sessions.blueprint, signed_in),
    (noting.blueprint, signed_in),
    (finish.blueprint, signed_in),
    (goals.blueprint, signed_in),
    (looking_back.blueprint, signed_in),
    (mentoring.blueprint, signed_in),
    (notes.blueprint, signed_in),
    (agenda.blueprint, signed_in),
    (actions.blueprint, signed_in),
    (briefings.blueprint, signed_in),
    (pulse.blueprint, signed_in),
    (concerns.blueprint, signed_in),
    (raising.blueprint, signed_in),
    (road.blueprint, signed_in),
    (road_steps.blueprint, signed_in),
    (certifications.blueprint, signed_in),
    (development.blueprint, signed_in),
    (library.blueprint, signed_in),
    (coffee_chats.blueprint, signed_in),
    (needs_attention.blueprint, coordinator_only),
    (rounds.blueprint, coordinator_only),
    (task.blueprint, coordinator_only),
    (directory.blueprint, coordinator_only),
    (address.blueprint, coordinator_only),
    (merge.blueprint, coordinator_only),
    (coffee_overview.blueprint, coordinator_only),
    (library_stock.blueprint, coordinator_only),
    (mail_problems.blueprint, coordinator_only),
    (coordinators.blueprint, coordinator_only),
    (health.blueprint, anyone),
    (status.blueprint, monitor_only),
    (metrics.blueprint, monitor_only),
)
ORGANISATION_PAGES: tuple[tuple[Blueprint, Guard], ...] = (
    (organisation.blueprint, anyone),
    (ended_there.blueprint, anyone),
)
"""Known only where the organisation's own sign-in is set up."""
DEMO_PAGES: tuple[tuple[Blueprint, Guard], ...] = ((demo_desk.blueprint, anyone),)
"""Known only where the demo is switched on."""


def register(app: Flask) -> None:
    """Bind the page extensions and register every blueprint with its guard."""
    settings: Settings = app.config["SETTINGS"]
    bootstrap.init_app(app)
    request_log.register(app)
    arriving.register(app)
    metrics.register(app)
    security.register(app)
    csrf.init_app(app)
    # Flask-Login's own context processor would ask the database even for an error page.
    login_manager.init_app(app, add_context_processor=False)
    session_use.register(app)
    babel.init_app(app, locale_selector=readers_locale, timezone_selector=filters.readers_time_zone)
    messages.install(app.jinja_env)
    filters.register(app)
    errors.register(app)
    app.jinja_env.globals.update(
        current_user=current_user,
        navigation=navigation,
        contact_email=settings.contact_email,
        is_demo=settings.demo,
        sign_in_links=settings.sign_in_links,
        organisation_label=settings.oidc_button_label if settings.has_oidc else "",
    )
    app.url_map.converters["int"] = RowNumber
    pages = PAGES + (DEMO_PAGES if settings.demo else ())
    if settings.has_oidc:
        provider.register(app)
        pages += ORGANISATION_PAGES
    for blueprint, guard in pages:
        register_page(app, blueprint, guard)
    if not settings.sign_in_links:
        app.before_request(mailed_links.refuse_mailed_links)


def register_page(app: Flask, blueprint: Blueprint, guard: Guard) -> None:
    """Register a blueprint so that its guard, then the limit, runs before anything else of it."""
    guards = app.before_request_funcs.setdefault(blueprint.name, [])
    guards.append(guard)
    if guard is not anyone:
        guards.append(limit_member)
    app.register_blueprint(blueprint)
