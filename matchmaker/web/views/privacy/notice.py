"""What is kept, for how long, and who sees it: for anybody, before they register."""

from flask import Blueprint, current_app, render_template

from matchmaker.extensions import db
from matchmaker.services.privacy.retention import retention_of
from matchmaker.services.programme.programmes import current_programme

blueprint = Blueprint("privacy", __name__)


@blueprint.get("/privacy")
def show() -> str:
    """Say it with this installation's own numbers."""
    return render_template(
        "privacy/notice.html",
        programme=current_programme(db.session()),
        keep=retention_of(current_app.config["SETTINGS"]),
    )
