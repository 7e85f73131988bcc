"""The tests' own settings: the same engines in a folder and on ports of their own."""

import os
import socket


def _free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


os.environ.setdefault("ZVONOK_VAR", "var/test")
for name in ("ZVONOK_PORT", "PUSH_PORT", "PUSH_BROWSER_PORT", "LIVEKIT_PORT", "LIVEKIT_TCP_PORT", "LIVEKIT_UDP_PORT"):
    os.environ.setdefault(name, _free_port())
# The browser's driver runs a loop in this thread; the tests' own queries are none of its business.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from zvonok.settings import *  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
