"""The pages. Every blueprint is registered here, together with who may open it."""

from flask import Flask

from matchmaker.extensions import babel, bootstrap, csrf, limiter, login_manager


def register(app: Flask) -> None:
    """Bind the page extensions and register every blueprint with its guard."""
    bootstrap.init_app(app)
    csrf.init_app(app)
    login_manager.init_app(app)
    limiter.init_app(app)
    babel.init_app(app)
