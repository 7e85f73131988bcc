"""WHERE OUR OWN REQUESTS MAY GO. An administrator names the address, so it must not lead us into the school's own network.

Comes in: an address as it was typed, and the hosts that may be inside; at the time of sending, the very number that is about to
be connected to. Goes out: a refusal. Called by: webhooks (`programs.addresses`), sources of rosters (`exchange.remote`).

The number is looked at where the socket is made: whatever a name resolves to, now and then, nothing else is connected to.
Hosts that an installation names may be inside and speak plain HTTP.
"""

import ipaddress
import socket
from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from zvonok.ground import limits
from zvonok.ground.refusal import Refused

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# An IPv4 number in an IPv6 one, as networks without IPv4 write it (RFC 6052).
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class Inside(OSError):
    """The address is in nobody's public network."""


def read(typed: str, *, inside: Collection[str], field: str = "url") -> str:
    """The address as it is kept, or a refusal that says what is wrong with it."""
    url = typed.strip()
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    if not host or any(sign.isspace() or not sign.isprintable() for sign in url) or "\\" in url:
        raise Refused(_("Это не адрес. Пример: https://example.org/zvonok"), field)
    if len(url) > limits.webhook_url_length_max:
        raise Refused(_("Слишком длинный адрес."), field)
    is_inside = host.lower() in inside
    if parts.scheme != "https" and not (parts.scheme == "http" and is_inside):
        raise Refused(_("Адрес начинается с https://"), field)
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise Refused(_("Уберите из адреса имя с паролем и то, что после решётки."), field)
    if not is_inside and _is_inside_number(host):
        raise Refused(_("Это адрес внутри сети: туда запросы не отправляются."), field)
    return url


def socket_to(address: tuple[Any, ...]) -> socket.socket:
    """A socket for what a name has been resolved to, if that is public. The last word, for nothing is resolved after it."""
    family, kind, protocol, _name, where = address
    if not is_public(ipaddress.ip_address(where[0].partition("%")[0])):
        raise Inside
    return socket.socket(family, kind, protocol)


def is_public(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast


def _is_inside_number(host: str) -> bool:
    try:
        return not is_public(ipaddress.ip_address(host))
    except ValueError:
        return host.lower() == "localhost" or host.lower().endswith(".localhost")
