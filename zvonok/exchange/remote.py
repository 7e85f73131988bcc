"""Asks another system's OneRoster service for its roster, 1.1 or 1.2, page by page.

Comes in: how a source is reached, and since when changes are wanted. Goes out: a folder of OneRoster's files, or a Refused that
says what went wrong; what was half-way is thrown away with it. Called by: `exchange.sources`, `exchange.jobs`.

Nothing here has no end: a request, all requests together, a page, the pages, the rows. No redirect is followed, no address of
the inner network is connected to, and a «next» page is only ever one of the same service. A source that is down, or says
nothing where it said much, is refused: nothing is read of it, so nothing can leave the school.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any, Final, TypeVar
from urllib.parse import urlencode, urljoin, urlsplit

import aiohttp
from django.conf import settings
from django.utils.translation import gettext as _

from zvonok.exchange.reading import oneroster_rest
from zvonok.ground import addresses, limits
from zvonok.ground.refusal import Refused

Made = TypeVar("Made")

VERSIONS: Final = ("1.2", "1.1")
PURL: Final = "https://purl.imsglobal.org/spec/or/"
SCOPES: Final = {
    "1.2": f"{PURL}v1p2/scope/roster.readonly {PURL}v1p2/scope/roster-demographics.readonly",
    "1.1": f"{PURL}v1p1/scope/roster.readonly {PURL}v1p1/scope/roster-demographics.readonly",
}
# Birth dates alone may be kept from us.
OPTIONAL: Final = ("demographics", "courses", "academicSessions")
AGAIN: Final = (429, 500, 502, 503, 504)


@dataclass(frozen=True)
class Reached:
    """`address`: up to where the collections begin. `scope`: empty for the standard's."""

    address: str
    token_address: str
    client_id: str
    secret: str
    version: str = "1.2"
    scope: str = ""


def reached(url: str, field: str) -> str:
    """An address as it is kept, or a refusal beside its field."""
    return addresses.read(url, inside=settings.ROSTER_INSIDE_HOSTS, field=field).rstrip("/")


def schools(to: Reached) -> dict[str, str]:
    """Which schools the service knows: what «Проверить связь» shows."""
    return _run(_schools(to))


def bring(to: Reached, folder: Path, *, since: datetime | None = None) -> None:
    """All, or what has changed since then, as files in the folder."""
    _run(_bring(to, folder, since))


async def _schools(to: Reached) -> dict[str, str]:
    found: dict[str, str] = {}
    async with _asking(to) as asking:
        async for rows in asking.pages("orgs"):
            for org in rows:
                if isinstance(org, dict) and org.get("type") == "school" and org.get("status") != "tobedeleted":
                    found[str(org.get("sourcedId", ""))[:100]] = str(org.get("name", ""))[:200]
    return found


async def _bring(to: Reached, folder: Path, since: datetime | None) -> None:
    modes: dict[str, str] = {}
    async with _asking(to) as asking:
        for name in oneroster_rest.COLUMNS:
            whole = since is None or name in oneroster_rest.ALWAYS_WHOLE
            changed = "" if whole or since is None else f"dateLastModified>'{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}'"
            with oneroster_rest.Collection(folder, name, version=to.version) as collection:
                try:
                    async for rows in asking.pages(name, changed):
                        collection.add(rows)
                    modes[name] = "bulk" if whole else "delta"
                except _Answered as answered:
                    if name not in OPTIONAL or collection.count or answered.status not in (400, 401, 403, 404, 501):
                        raise
                    modes[name] = "absent"
            if not collection.count and whole and name in ("orgs", "users"):
                raise Refused(_("Источник ответил, но не назвал ни одного человека или школы. Ничего не изменено."), "address")
    oneroster_rest.write_manifest(folder, modes, version=to.version)


def _run(asked: Coroutine[Any, Any, Made]) -> Made:
    # In a thread of its own, for this one may run a loop already.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(asked)).result()


@asynccontextmanager
async def _asking(to: Reached) -> "AsyncIterator[_Asking]":
    """One sitting, whose every mishap is a sentence."""
    host = (urlsplit(to.address).hostname or "").lower()
    token_host = (urlsplit(to.token_address).hostname or "").lower()
    is_inside = {host, token_host} <= set(settings.ROSTER_INSIDE_HOSTS)
    try:
        async with aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(socket_factory=None if is_inside else addresses.socket_to),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=limits.remote_request_seconds_max, connect=limits.remote_connect_seconds_max),
            trust_env=False,
        ) as session:
            yield _Asking(to, session)
    except _Answered as answered:
        raise Refused(_told(answered.status), "address") from None
    except TimeoutError:
        raise Refused(_("Источник не ответил вовремя. Ничего не изменено."), "address") from None
    except aiohttp.InvalidURL:
        raise Refused(_("Это не адрес. Пример: https://example.org/zvonok"), "address") from None
    except aiohttp.ClientConnectorDNSError:
        raise Refused(_("Сервер с таким именем не найден. Проверьте адрес."), "address") from None
    except aiohttp.ClientSSLError:
        raise Refused(_("Сертификат источника не прошёл проверку. Сообщите его администратору."), "address") from None
    except aiohttp.ClientConnectorError as failed:
        told = _("Не удалось соединиться с источником. Ничего не изменено.")
        if isinstance(failed.os_error, addresses.Inside):
            told = _("Это адрес внутри сети: туда запросы не отправляются. Его разрешает настройка ROSTER_INSIDE_HOSTS.")
        raise Refused(told, "address") from None
    except (aiohttp.ClientError, OSError):
        raise Refused(_("Связь с источником прервалась. Ничего не изменено."), "address") from None


class _Asking:
    """A token, and the time and rows that all of it may take."""

    def __init__(self, to: Reached, session: aiohttp.ClientSession) -> None:
        self.to, self.session, self.token, self.rows = to, session, "", 0
        self.until = monotonic() + limits.remote_seconds_max

    async def pages(self, name: str, changed: str = "") -> AsyncIterator[list[Any]]:
        """By the Link header where there is one, else by offset until a page comes short."""
        offset, url = 0, self._page(name, changed, 0)
        for _number in range(limits.remote_pages_max):
            answer, headers, link = await self._get(url)
            rows = answer.get(name)
            if not isinstance(rows, list):
                raise Refused(
                    _("Источник ответил не по стандарту OneRoster: в ответе нет «%(name)s».") % {"name": name}, "address"
                )
            yield rows
            offset += len(rows)
            self.rows += len(rows)
            if self.rows > limits.roster_rows_max:
                raise Refused(_("В источнике слишком много строк. Пусть он отдаёт одну школу."), "address")
            if link:
                following = urljoin(url, link)
                if not _is_same(following, self.to.address):
                    raise Refused(_("Источник отсылает за продолжением на чужой адрес. Ничего не изменено."), "address")
                if following == url:
                    return
                url = following
            elif self._is_last(rows, offset, headers):
                return
            else:
                url = self._page(name, changed, offset)
        raise Refused(_("Источник отдаёт страницы без конца. Ничего не изменено."), "address")

    def _is_last(self, rows: list[Any], offset: int, headers: Mapping[str, str]) -> bool:
        total = headers.get("X-Total-Count", "")
        if not rows or headers.get("Link"):
            return True
        return offset >= int(total) if total.isdecimal() else len(rows) < limits.remote_page

    def _page(self, name: str, changed: str, offset: int) -> str:
        asked: dict[str, Any] = {"limit": limits.remote_page, "offset": offset}
        if changed:
            asked["filter"] = changed
        return f"{self.to.address}/{name}?{urlencode(asked)}"

    async def _get(self, url: str) -> tuple[Mapping[str, Any], Mapping[str, str], str]:
        """Once more with a new token if the old one has ended, and up to twice more if the source is busy."""
        for attempt in range(limits.remote_attempts_max):
            if not self.token:
                self.token = await self._token()
            self._check_time()
            headers = {"Authorization": f"Bearer {self.token}", "Accept": "application/json", "User-Agent": "Zvonok"}
            async with self.session.get(url, headers=headers, allow_redirects=False) as response:
                if response.status == 200:
                    following = response.links.get("next")
                    return await _json(response), response.headers, str(following["url"]) if following else ""
                status, last = response.status, attempt == limits.remote_attempts_max - 1
                wait = response.headers.get("Retry-After", "1")
            if last or (status != 401 and status not in AGAIN):
                raise _Answered(status)
            if status == 401:
                self.token = ""
            else:
                await asyncio.sleep(min(int(wait) if wait.isdecimal() else 1, limits.remote_wait_seconds_max))
        raise _Answered(0)

    async def _token(self) -> str:
        """OAuth 2, client credentials: the id and the secret stand in the header, as the standard wants it."""
        self._check_time()
        asked = {"grant_type": "client_credentials", "scope": self.to.scope or SCOPES[self.to.version]}
        login = {"Authorization": aiohttp.encode_basic_auth(self.to.client_id, self.to.secret)}
        async with self.session.post(self.to.token_address, data=asked, headers=login, allow_redirects=False) as response:
            if response.status in (400, 401, 403):
                raise Refused(_("Источник не принял имя и секрет. Проверьте их."), "secret")
            if response.status != 200:
                raise _Answered(response.status)
            word = (await _json(response)).get("access_token")
        if not isinstance(word, str) or not word.isprintable() or len(word) > limits.remote_token_length_max:
            raise Refused(_("Источник не выдал ключа. Проверьте адрес выдачи ключей."), "token_address")
        return word

    def _check_time(self) -> None:
        if monotonic() > self.until:
            raise Refused(
                _("Источник отвечает слишком долго: прошло %(minutes)d минут. Ничего не изменено.")
                % {"minutes": limits.remote_seconds_max // 60},
                "address",
            )


class _Answered(Exception):
    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


async def _json(response: aiohttp.ClientResponse) -> Mapping[str, Any]:
    content = bytearray()
    async for chunk in response.content.iter_chunked(1 << 16):
        content += chunk
        if len(content) > limits.remote_page_bytes_max:
            raise Refused(_("Ответ источника слишком велик. Ничего не изменено."), "address")
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Refused(_("Источник ответил не по стандарту OneRoster. Проверьте адрес."), "address")
    return found


def _is_same(url: str, service: str) -> bool:
    one, other = urlsplit(url), urlsplit(service)
    return (one.scheme, one.netloc) == (other.scheme, other.netloc) and one.username is None


def _told(status: int) -> str:
    if status in (401, 403):
        return _("Источник не разрешает читать списки. Проверьте, что ему разрешили отдавать их нам.")
    if status == 404:
        return _("По этому адресу нет службы OneRoster. Проверьте адрес и версию.")
    if 300 <= status < 400:
        return _("Источник перенаправляет на другой адрес: туда запросы не отправляются. Укажите сам адрес.")
    return _("Источник ответил ошибкой %(status)d. Ничего не изменено.") % {"status": status}
