"""`zvonok demo`: a fresh demo school on real engines, the main job run and told, and the school served.

Comes in: nothing; the demo's database is made anew each time. Goes out: the story, then a served school or the exit.
Called by: `make demo`.
"""

from collections.abc import Callable

from django.conf import settings
from django.db import connection

from zvonok.ground import clock
from zvonok.ground.trouble import Trouble
from zvonok.operations import cast, demo_school, story
from zvonok.operations.serve import announce_address, facts_running, serve_on

Say = Callable[[str], None]


def run(say: Say, *, once: bool, as_json: bool, reload: bool = False) -> None:
    with facts_running(say, before_tables=_empty) as supervisor:
        say("Создаю демо-школу")
        crowd = demo_school.make(clock.today())
        serve_on(supervisor, say, reload=reload)
        told = story.tell(crowd, clock.now(), live=once)
        say(f"\n{cast.SCHOOL_NAME}: главное за минуту")
        for line in told.as_lines():
            say(line)
        if as_json:
            say(told.as_json())
        if not once:
            announce_address(say, "demo/sign-in-as/")
            supervisor.watch()


def _empty() -> None:
    """The demo begins from nothing; a database that is not a demo is never touched."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('roster_school')")
        if cursor.fetchone()[0]:
            cursor.execute("SELECT name FROM roster_school ORDER BY id LIMIT 1")
            first = cursor.fetchone()
            if first and first[0] != cast.SCHOOL_NAME:
                raise Trouble(
                    f"В базе {settings.DATABASES['default']['NAME']} не демо-школа, а «{first[0]}»: демо её не тронет. "
                    "Задайте другую в DATABASE_URL."
                )
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
