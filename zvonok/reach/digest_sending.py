"""Sends the letters that are due: each person's once, whatever happens in between.

Comes in: the time. Goes out: letters, through the server that `EMAIL_URL` names. Called by: `reach.jobs`.

1. A batch of people who are due is taken: their row is moved on to the line up to which they will be told, and committed. A
   second run finds nothing there; a run that is killed now has lost a letter and sends none twice.
2. What waits for them is asked at once, and each letter is sent.
3. Where the mail server does not answer, those who were surely not written to are put back, and are due at the next run.

A line is the last 18:00, or the last full hour. A minute is waited behind it, for messages that were being written just then.
His own quiet hours put a letter off until they end; so do those of a school for a chat where something waits.
"""

import logging
import smtplib
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any, Final

from django.core.mail import get_connection
from django.db import connection
from django.utils import timezone

from zvonok.ground import limits, mail
from zvonok.reach.letters import Due, written

log = logging.getLogger(__name__)
EVENING: Final = time(18, 0)
WAIT: Final = timedelta(minutes=1)
REFUSED: Final = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, UnicodeError, ValueError)

TAKE = """
WITH due AS (
    SELECT digest.person_id, digest.told_until AS since, line.upto
    FROM reach_digest digest
    JOIN roster_person person ON person.id = digest.person_id AND person.is_active
    CROSS JOIN LATERAL (SELECT CASE digest.every WHEN 'day' THEN %(day)s ELSE %(hour)s END AS upto) line
    WHERE digest.told_until < line.upto AND NOT EXISTS (
        SELECT 1 FROM messenger_quiethours quiet
        WHERE (quiet.person_id = digest.person_id OR EXISTS (
            SELECT 1 FROM messenger_place place
            JOIN messenger_chat chat ON chat.id = place.chat_id AND chat.last_number > place.read_number
            WHERE place.person_id = digest.person_id AND NOT place.hidden
            AND (place.muted_until IS NULL OR place.muted_until <= %(now)s)
            AND chat.school_id = quiet.school_id AND chat.kind = quiet.kind
        )) AND CASE WHEN quiet.starts < quiet.ends THEN %(moment)s >= quiet.starts AND %(moment)s < quiet.ends
                    ELSE %(moment)s >= quiet.starts OR %(moment)s < quiet.ends END
    )
    ORDER BY digest.person_id LIMIT %(most)s FOR UPDATE OF digest SKIP LOCKED
)
UPDATE reach_digest digest SET told_until = due.upto FROM due WHERE digest.person_id = due.person_id
RETURNING digest.person_id, due.since, due.upto, digest.shows_words, digest.language
"""

# If nobody has moved them on meanwhile.
PUT_BACK = """
UPDATE reach_digest digest SET told_until = due.since
FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[]) AS due(person_id, since, upto)
WHERE digest.person_id = due.person_id AND digest.told_until = due.upto
"""


def send_due(*, now: datetime) -> int:
    """Returns how many letters went."""
    if not mail.is_set():
        return 0
    sent = 0
    while taken := _take(now):
        letters = written(taken, now=now)
        if letters and not (went := _send(letters)):
            return sent
        sent += went if letters else 0
        if len(taken) < limits.digest_people_at_once_max:
            break
    return sent


def _take(now: datetime) -> list[Due]:
    day, hour = lines(now)
    asked: dict[str, Any] = {
        "day": day,
        "hour": hour,
        "now": now,
        "moment": timezone.localtime(now).time(),
        "most": limits.digest_people_at_once_max,
    }
    with connection.cursor() as cursor:
        cursor.execute(TAKE, asked)
        return [Due(*row) for row in cursor.fetchall()]


def lines(now: datetime) -> tuple[datetime, datetime]:
    """The last evening and the last full hour, as the school's clock tells them."""
    settled = timezone.localtime(now - WAIT)
    hour = settled.replace(minute=0, second=0, microsecond=0)
    evening = settled.replace(hour=EVENING.hour, minute=EVENING.minute, second=0, microsecond=0)
    return evening if evening <= settled else evening - timedelta(days=1), hour


def _send(letters: Sequence[tuple[Due, Any]]) -> int:
    """How many went; none, when the server is not there."""
    line = get_connection()
    try:
        line.open()
    except (OSError, smtplib.SMTPException) as failed:
        log.error("The mail server does not answer: %s", type(failed).__name__)
        _put_back([due for due, _letter in letters])
        return 0
    sent = 0
    try:
        for place, (_due, letter) in enumerate(letters):
            try:
                sent += line.send_messages([letter]) or 0
            except REFUSED as refused:
                log.warning("The mail server refused a letter: %s", type(refused).__name__)
            except (OSError, smtplib.SMTPException) as failed:
                # Whether this one went is not known, so it is not sent again; those behind it surely did not.
                log.error("The mail server hung up: %s", type(failed).__name__)
                _put_back([due for due, _letter in letters[place + 1 :]])
                return 0
    finally:
        line.close()
    return sent


def _put_back(due: Sequence[Due]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(PUT_BACK, [[one.person for one in due], [one.since for one in due], [one.upto for one in due]])
