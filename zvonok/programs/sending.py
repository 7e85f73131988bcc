"""Sends what waits for webhooks, and notes what became of it.

Comes in: deliveries whose time has come. Goes out: signed requests, all at once, and the answer's status. Called by: `jobs`.

Nothing of an answer is read but its status; no redirect is followed; all of it together lasts ten seconds at most. If this
process is killed between the sending and the noting, the delivery is sent again under the same id when its lease has ended.
"""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

import aiohttp
from django.utils.translation import gettext as _

from zvonok.ground import limits
from zvonok.programs import addresses, signing, webhooks
from zvonok.programs.models import Delivery


@dataclass(frozen=True)
class Answer:
    status: int | None
    error: str = ""


def deliver_due(*, now: datetime) -> int:
    """How many were tried."""
    due = webhooks.take_due(now=now)
    for delivery, answer in zip(due, send_all(due, now=now), strict=True):
        webhooks.note(delivery=delivery, status=answer.status, error=answer.error, now=now)
    return len(due)


def send_all(due: Sequence[Delivery], *, now: datetime) -> list[Answer]:
    # In a thread of its own, for this one may run a loop already.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(_send_all(due, now))).result() if due else []


async def _send_all(due: Sequence[Delivery], now: datetime) -> list[Answer]:
    return list(await asyncio.gather(*(_send(one, now) for one in due)))


async def _send(delivery: Delivery, now: datetime) -> Answer:
    webhook, body = delivery.webhook, delivery.body
    headers = signing.headers(webhook, delivery=str(delivery.pk), body=body, now=now)
    headers |= {"Content-Type": "application/json", "User-Agent": "Zvonok"}
    guarded = None if addresses.is_named_inside(webhooks.host(webhook)) else addresses.socket_to
    try:
        async with (
            aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(socket_factory=guarded, force_close=True),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=limits.webhook_seconds_max),
                auto_decompress=False,
                trust_env=False,
            ) as session,
            session.post(webhook.url, data=body.encode(), headers=headers, allow_redirects=False) as response,
        ):
            return Answer(response.status, _told(response.status))
    except aiohttp.InvalidURL:
        return Answer(None, _("это не адрес"))
    except TimeoutError:
        return Answer(None, _("нет ответа вовремя"))
    except aiohttp.ClientConnectorDNSError:
        return Answer(None, _("имя сервера не найдено"))
    except aiohttp.ClientSSLError:
        return Answer(None, _("сертификат не прошёл проверку"))
    except aiohttp.ClientConnectorError as failed:
        inside = isinstance(failed.os_error, addresses.Inside)
        return Answer(None, _("адрес внутри сети: туда запросы не отправляются") if inside else _("не удалось соединиться"))
    except (aiohttp.ClientError, OSError, ValueError):
        return Answer(None, _("связь прервалась"))


def _told(status: int) -> str:
    if 200 <= status < 300:
        return ""
    if 300 <= status < 400:
        return _("перенаправление: по нему запросы не отправляются")
    return _("получатель не принял")
