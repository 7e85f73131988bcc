"""What makes the messenger installable: its manifest and its service worker.

Comes in: nothing but the settings' names. Goes out: two files that no browser may keep for long. Called by: urls.py.
"""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

WORKER = Path(__file__).parent / "sw.js"
COLOUR = "#2d6fb8"


@require_safe
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """The worker names the build that it was made for: a new build is a new worker, which drops what the old one kept."""
    script = f"const build = '{_build()}';\n{WORKER.read_text()}"
    return HttpResponse(script, content_type="text/javascript; charset=utf-8", headers={"Service-Worker-Allowed": "/"})


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    return JsonResponse(
        {
            "id": "/messenger/",
            "name": settings.MESSENGER_NAME,
            "short_name": settings.MESSENGER_NAME,
            "lang": request.LANGUAGE_CODE,
            "start_url": "/messenger/",
            "scope": "/",
            "display": "standalone",
            "background_color": "#ffffff",
            "theme_color": COLOUR,
            "icons": [
                _icon("bell-192.png", 192),
                _icon("bell-512.png", 512),
                {**_icon("bell-maskable-512.png", 512), "purpose": "maskable"},
            ],
        },
        content_type="application/manifest+json",
    )


def _icon(name: str, side: int) -> dict[str, str]:
    return {"src": static(f"reach/{name}"), "sizes": f"{side}x{side}", "type": "image/png"}


def _build() -> str:
    path = _built()
    return _hash(path.stat().st_mtime_ns if path.exists() else 0)


@cache
def _hash(_changed_at: int) -> str:
    path = _built()
    return hashlib.sha256(path.read_bytes() if path.exists() else b"").hexdigest()[:12]


def _built() -> Path:
    return Path(str(settings.DJANGO_VITE["default"]["manifest_path"]))
