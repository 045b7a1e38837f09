"""The organisation's sign-in tells that somebody signed out there (Back-Channel Logout 1.0).

It asks from wherever it is, without cookies; the signed token says about whom.
"""

from datetime import timedelta
from typing import Final

from flask import Blueprint, make_response, request
from werkzeug.wrappers import Response

from matchmaker.extensions import csrf, db
from matchmaker.services.accounts.attempts import Limit
from matchmaker.services.accounts.sign_in import end_sessions_there, provider_session_code
from matchmaker.web.limits import network_of_client, refuse_beyond
from matchmaker.web.views.accounts.logout_token import read_end
from matchmaker.web.views.accounts.provider import ProviderFault

blueprint = Blueprint("ended_there", __name__)

FAULTS_AN_HOUR: Final = (Limit(60, timedelta(hours=1)),)
"""How many tokens that nobody can believe one network address may send."""


@blueprint.post("/sign-in/organisation/ended")
def take() -> Response:
    """End the sessions here that began in the one which is told of."""
    try:
        told = read_end(request.form.get("logout_token", ""))
    except ProviderFault as fault:
        refuse_beyond("ended", network_of_client(), FAULTS_AN_HOUR)
        return make_response(f"{fault.why}\n", 503 if fault.why == "unreachable" else 400)
    end_sessions_there(
        db.session(),
        code=provider_session_code(told.issuer, told.session) if told.session else "",
        identity=(told.issuer, told.subject),
        told_at=told.told_at,
    )
    db.session.commit()
    return make_response("", 200)


# No page of ours holds this form.
csrf.exempt(f"{__name__}.take")
