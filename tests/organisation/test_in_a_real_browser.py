"""The whole way in Chromium: the form's policy lets it through to the provider and back."""

import threading

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect
from waitress.server import create_server

from tests.organisation.conftest import MakeApp
from tests.organisation.providers import Provider, free_port
from tests.web.conftest import run_until_closed

pytestmark = pytest.mark.browser


def test_somebody_new_registers_through_the_organisation(
    chromium: Chromium, make_app: MakeApp, provider: Provider
) -> None:
    port = free_port()
    address = f"http://localhost:{port}"
    app = make_app(provider.issuer, base_url=address, sign_in_links=False)
    app.config["WTF_CSRF_ENABLED"] = True
    provider.know("zoe", email="zoe@example.org", email_verified=True, name="Zoë Ångström")
    server = create_server(app, host="127.0.0.1", port=port, threads=2)
    thread = threading.Thread(target=run_until_closed, args=(server,), daemon=True)
    thread.start()
    page = chromium.new_page()
    violations: list[str] = []
    page.on("console", lambda message: violations.append(message.text))

    page.goto(f"{address}/profile")
    page.get_by_role("button", name="Sign in with your organisation").click()
    page.locator("input[name=sub]").first.fill("zoe")
    page.locator("button[type=submit], input[type=submit]").first.click()
    expect(page.get_by_label("Your name")).to_have_value("Zoë Ångström")
    page.get_by_label("I am looking for a mentor").check()
    page.get_by_role("button", name="Register").click()

    expect(page).to_have_url(f"{address}/profile")
    assert [text for text in violations if "Content Security Policy" in text] == []
    page.close()
    server.close()
    thread.join(timeout=5)
