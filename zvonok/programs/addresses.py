"""Where webhooks may go: `ground.addresses`, with the hosts that `WEBHOOK_INSIDE_HOSTS` lets be inside.

Called by: `programs.webhooks`, `programs.sending`.
"""

from django.conf import settings

from zvonok.ground import addresses
from zvonok.ground.addresses import Inside, is_public, socket_to

__all__ = ["Inside", "is_named_inside", "is_public", "read", "socket_to"]


def read(typed: str) -> str:
    return addresses.read(typed, inside=settings.WEBHOOK_INSIDE_HOSTS)


def is_named_inside(host: str) -> bool:
    return host.lower() in settings.WEBHOOK_INSIDE_HOSTS
