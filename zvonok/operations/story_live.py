"""The story's part inside a remote lesson: two headless browsers with a camera that draws and a microphone that beeps.

Comes in: the demo's crowd, a running server with a media server. Goes out: frames on both sides, minutes, how soon a pupil who
was moved to another class was put out; or why it could not be shown here. Called by: `operations.demo`, with ONCE=1.
"""

import importlib.util
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import ngettext

from zvonok.calls import actions as calls
from zvonok.calls import media, queries
from zvonok.calls.models import Call
from zvonok.chat_rules.actions import open_subject_chat
from zvonok.ground import clock
from zvonok.ground.refusal import Refused
from zvonok.lessons import remote
from zvonok.lessons.models import Lesson
from zvonok.messenger.models import Chat
from zvonok.operations.demo_school import Crowd
from zvonok.operations.pressing import session
from zvonok.roster import actions as roster
from zvonok.roster.models import Enrolment, Person

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WAIT_SECONDS_MAX = 60
FRAMES_MIN = 5
CHROMIUM = (
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"),
    *("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"),
)
# What the browser has decoded of what came to it.
WATCHED = """
window.lines = [];
const Line = window.RTCPeerConnection;
window.RTCPeerConnection = class extends Line { constructor(...all) { super(...all); window.lines.push(this); } };
"""
FRAMES = """async () => {
  let came = 0;
  for (const line of window.lines)
    for (const one of (await line.getStats()).values())
      if (one.type === 'inbound-rtp' && one.kind === 'video') came += one.framesDecoded || 0;
  return came;
}"""


@dataclass(frozen=True)
class LiveTold:
    """`why_not` in words, where it could not be shown; then all else is nought."""

    title: str = ""
    frames_teacher: int = 0
    frames_pupil: int = 0
    put_out_ms: float = 0
    minutes: int = 0
    people: int = 0
    why_not: str = ""

    def as_lines(self) -> Iterable[str]:
        if self.why_not:
            yield f"  Дистанционный урок вживую не показан: {self.why_not}"
            return
        yield (
            f"  Урок «{self.title}» идёт: два браузера с камерой и микрофоном, принято кадров: "
            f"учитель {self.frames_teacher}, ученик {self.frames_pupil}"
        )
        yield f"  Ученик переведён в другой класс: выведен с урока за {self.put_out_ms:.0f} мс"
        minutes = ngettext("%d минуту", "%d минут", self.minutes) % self.minutes
        people = ngettext("%d человек", "%d человек", self.people) % self.people
        yield f"  Урок закончен: шёл {minutes}, {people}"


def tell(crowd: Crowd, now: datetime) -> LiveTold:
    if not Path(settings.CLIENT_FOLDER, ".vite", "manifest.json").exists():
        return LiveTold(why_not="клиент не собран")
    if why := media.why_not():
        return LiveTold(why_not=why)
    if importlib.util.find_spec("playwright") is None:
        return LiveTold(why_not="нет пакета playwright, он ставится вместе с инструментами разработки")
    call = _planned(crowd, now)
    with _browser() as browser:
        if browser is None:
            return LiveTold(why_not="нет браузера Chromium, его ставит make test")
        told = _told(crowd, call, browser)
    media.close()
    return told


def _planned(crowd: Crowd, now: datetime) -> Call:
    """A lesson of English that begins now; when the timetable's rules let none (a holiday), a lesson of its chat alone."""
    cast, starts_at = crowd.cast, now + timedelta(minutes=1)
    by, group = cast.teacher_and_parent, cast.english_10a_first
    lesson = (
        Lesson.objects.filter(study_group=group, starts_at__gt=now, state=Lesson.State.PLANNED).order_by("starts_at").first()
    )
    try:
        if lesson:
            wish = remote.Wish(reminder_minutes=0, starts_at=starts_at, minutes=lesson.minutes)
            return remote.make(lesson=lesson, wish=wish, now=now, by=by).call
    except Refused:
        pass
    chat = Chat.objects.get(pk=open_subject_chat(study_group=group, by=by).chat_id)
    return calls.plan(chat=chat, title=group.subject.name, starts_at=starts_at, minutes=30, by=by)


def _told(crowd: Crowd, call: Call, browser: "Browser") -> LiveTold:
    cast = crowd.cast
    teacher = _come(browser, cast.teacher_and_parent, call)
    pupil = _come(browser, cast.classmate, call)
    frames = [_frames(page) for page in (teacher, pupil)]
    enrolment = Enrolment.objects.get(person=cast.classmate, until=None)
    start = time.perf_counter()
    roster.move(enrolment=enrolment, school_class=cast.school.classes.get(title="10 Б"), by=cast.head)
    pupil.locator(".call-room").get_by_role("button", name="Выйти").wait_for(state="detached")
    put_out_ms = round((time.perf_counter() - start) * 1000, 1)
    ended = calls.end(call=call, by=cast.teacher_and_parent)
    return LiveTold(
        title=ended.title,
        frames_teacher=frames[0],
        frames_pupil=frames[1],
        put_out_ms=put_out_ms,
        minutes=ended.took_minutes(clock.now()),
        people=len(queries.attendance(ended)),
    )


def _come(browser: "Browser", person: Person, call: Call) -> "Page":
    address = f"http://{settings.HOST}:{settings.PORT}"
    context = browser.new_context(locale="ru-RU", viewport={"width": 1280, "height": 800})
    context.set_default_timeout(WAIT_SECONDS_MAX * 1000)
    context.add_cookies([{"name": "sessionid", "value": session(person), "url": address}])
    page = context.new_page()
    page.add_init_script(WATCHED)
    page.goto(f"{address}/messenger/c/{call.chat_id}?call={call.pk}")
    page.get_by_role("dialog").get_by_role("button", name="Войти", exact=True).click()
    page.locator(".call-room").get_by_role("button", name="Выйти").wait_for()
    return page


def _frames(page: "Page") -> int:
    """How many of the other's came, once some have."""
    return _until(lambda: int(page.evaluate(FRAMES)), lambda came: came >= FRAMES_MIN, page)


def _until(ask: Callable[[], int], enough: Callable[[int], bool], page: "Page") -> int:
    until = time.monotonic() + WAIT_SECONDS_MAX
    while not enough(found := ask()):
        if time.monotonic() > until:
            raise RuntimeError("На урок не пришла картинка: посмотрите журнал LiveKit в папке log.")
        page.wait_for_timeout(100)
    return found


@contextmanager
def _browser() -> "Iterator[Browser | None]":
    from playwright.sync_api import Error, sync_playwright

    found = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
    # The browser's driver runs a loop in this thread; our own queries are none of its business.
    with _environment("DJANGO_ALLOW_ASYNC_UNSAFE", "true"), sync_playwright() as playwright:
        try:
            browser: Any = playwright.chromium.launch(executable_path=found, args=list(CHROMIUM))
        except Error:
            browser = None
        yield browser
        if browser:
            browser.close()


@contextmanager
def _environment(name: str, value: str) -> Iterator[None]:
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before
