"""What is kept, for how long, and who sees it: for anybody, before they register."""

from flask import Blueprint, current_app, render_template

from matchmaker.services.privacy.retention import retention_of
from matchmaker.web.current_programme import current_programme

blueprint = Blueprint("privacy", __name__)


@blueprint.get("/privacy")
def show() -> str:
    """Say it with this installation's own numbers."""
    return render_template(
        "privacy/notice.html",
        programme=current_programme(),
        keep=retention_of(current_app.config["SETTINGS"]),
    )
