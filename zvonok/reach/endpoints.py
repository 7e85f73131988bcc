"""Which addresses we push to. A browser names the address, so anyone could name one inside the school's own network.

Comes in: an address. Goes out: whether it is one of the push services that the settings list. Called by: `reach.actions`.
"""

from urllib.parse import urlsplit

from django.conf import settings

# The tests' own endpoint, when the settings list it by name.
LOOPBACK = ("127.0.0.1", "localhost")


def is_known(endpoint: str) -> bool:
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.username or parts.password or not any(_is_of(host, known) for known in settings.WEB_PUSH_HOSTS):
        return False
    return (parts.scheme == "https" and port in (None, 443)) or (parts.scheme == "http" and host in LOOPBACK)


def _is_of(host: str, known: str) -> bool:
    """«.push.apple.com» is every host below it; a name without the dot is that host alone."""
    return host.endswith(known) and host != known if known.startswith(".") else host == known
