"""Where a request came from: what the proxies before the site tell, as far as they can be believed.

A proxy that is trusted tells the address of each request. One that does not passes on what its
clients write there themselves; as soon as a request shows that, nothing is believed for a while.
"""

import ipaddress
import logging
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from werkzeug.middleware.proxy_fix import ProxyFix

from matchmaker import clock

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

FORWARDED_FOR: Final = "HTTP_X_FORWARDED_FOR"
DOUBT: Final = timedelta(hours=1)
"""How long forwarded addresses are not believed after a request without one."""
ASKED_BY_MONITORS: Final = frozenset({"/healthz", "/readyz", "/status", "/metrics"})
"""They may come without a proxy."""
WARNING: Final = (
    "TRUSTED_PROXIES is set, but a request came without its X-Forwarded-For: all clients are "
    "counted as one. Let the proxy send it (docs/operating.md)"
)
_WITH_PORT: Final = re.compile(r"\[([^\]]*)\](?::\d{1,5})?|([\d.]+):\d{1,5}")
_TRANSLATED: Final = ipaddress.ip_network("64:ff9b::/96")
"""IPv4 addresses as a translator between the two kinds of network writes them."""
log = logging.getLogger(__name__)


def client_address(text: str | None) -> Address | None:
    """Return an address as a server or a proxy writes it, without a port; None for no address.

    An IPv4 address that stands in an IPv6 one, as on a socket for both, is that IPv4 address.

    Examples
    --------
    >>> client_address("::ffff:192.0.2.7")
    IPv4Address('192.0.2.7')
    >>> client_address("[2001:db8::1]:443")
    IPv6Address('2001:db8::1')
    """
    plain = (text or "").strip().strip('"')
    if found := _WITH_PORT.fullmatch(plain):
        plain = found[1] or found[2]
    try:
        address = ipaddress.ip_address(plain.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _TRANSLATED:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address


class TrustedProxies(ProxyFix):
    """Believes as many proxies as the settings say, while every request brings their headers."""

    def __init__(self, app: "WSGIApplication", count: int) -> None:
        super().__init__(app, x_for=count, x_proto=count, x_host=count)
        self.missed_at: datetime | None = None

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer a request as one from whom the proxies name, if they can be believed."""
        addresses = environ.get(FORWARDED_FOR, "").split(",")
        told = len([each for each in addresses if each.strip()])
        if told < self.x_for and environ.get("PATH_INFO") not in ASKED_BY_MONITORS:
            if not self.are_doubtful():
                log.warning(WARNING)
            self.missed_at = clock.now()
        if self.are_doubtful():
            environ.pop(FORWARDED_FOR, None)
        return super().__call__(environ, start_response)

    def are_doubtful(self) -> bool:
        """Whether a request of the last hour came without the proxies' headers."""
        return self.missed_at is not None and clock.now() - self.missed_at < DOUBT
