"""Calls: press → in the call with the first frame, beside a bare LiveKit page in the same run; thirty listeners of one speaker.

Comes in: the first school. Goes out: lines of the report. Called by: `bench.__main__`.

A speaker with LiveKit's client for Python is there already. The bare page has its ticket in its hands, knows nothing of us, and
does what every page must: connects, sends the camera and the microphone of its own, and waits for the speaker's picture.
"""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from statistics import median
from typing import Any

import psutil
from django.conf import settings
from livekit import rtc
from playwright.sync_api import Browser, Page, sync_playwright

from bench.browser import signed_in
from bench.clocks import Line
from bench.first_load import chromium
from zvonok.calls import actions, media
from zvonok.calls.models import Call
from zvonok.calls.tests.guests import Guest, run, wait_until
from zvonok.ground.supervisor import Supervisor
from zvonok.messenger.models import Place
from zvonok.operations import engines
from zvonok.roster.models import Person

SCRIPT = Path(__file__).parent.parent / "web" / "node_modules" / "livekit-client" / "dist" / "livekit-client.umd.js"
DEVICES = ["--no-sandbox", "--disable-gpu", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
WAIT_MS = 30_000
TO_BARE_MAX = 1.3
LISTENERS = 30
LISTENING_SECONDS = 10
LOST_MAX = 0.01
CORES_MAX = 1.0
BARE_ROOM, SPEAKER = "bare", 10**6

BARE = """<!doctype html><button id="enter">Enter</button><div id="others"></div><script src="/livekit.js"></script><script>
const { Room, RoomEvent } = LivekitClient;
document.getElementById('enter').onclick = async () => {
  const room = new Room({ adaptiveStream: true, dynacast: true });
  room.on(RoomEvent.TrackSubscribed, (track) => document.getElementById('others').append(track.attach()));
  const { url, token } = JSON.parse(decodeURIComponent(location.hash.slice(1)));
  await room.connect(url, token);
  await Promise.all([room.localParticipant.setMicrophoneEnabled(true), room.localParticipant.setCameraEnabled(true)]);
};
</script>"""
# The time from a press to the first frame of somebody else's picture.
WATCH = """
window.pressed = 0;
window.firstFrame = new Promise((tell) => { window.tellFrame = tell; });
document.addEventListener('click', () => { window.pressed = performance.now(); }, true);
new MutationObserver(() => {
  for (const video of document.querySelectorAll('#others video, .tile:not(.tile-mirror) video')) {
    if (video.watched) continue;
    video.watched = true;
    video.requestVideoFrameCallback(() => window.tellFrame(performance.now() - window.pressed));
  }
}).observe(document, { childList: true, subtree: true });
"""


def measure(rounds: int) -> Iterator[list[Line]]:
    found = engines.media()
    if not found:
        yield [Line("звонки", "нет livekit-server", "scripts/set_up.py --browser", 2)]
        return
    with Supervisor() as supervisor:
        supervisor.start(found[0])
        process = psutil.Process(supervisor.process_id(found[0].name))
        try:
            yield [_entering(rounds)]
            yield _listening(process)
        finally:
            media.close()


def _entering(rounds: int) -> Line:
    speaker, pupil, call = _call()
    session = signed_in(pupil)
    ticket = actions.enter(call=call, by=speaker).token
    with _speaking(ticket), _speaking(_bare_ticket(SPEAKER)), sync_playwright() as playwright, _bare_page() as bare:
        browser = playwright.chromium.launch(executable_path=chromium(), args=DEVICES)
        times: dict[str, list[float]] = {"ours": [], "bare": []}
        for _ in range(rounds + 1):
            times["bare"].append(_press_bare(browser, bare))
            times["ours"].append(_press_ours(browser, session, call))
        browser.close()
    actions.end(call=call, by=speaker)
    # The first of each warms caches, as the heart's own rounds do.
    ours, theirs = (median(times[name][1:]) for name in ("ours", "bare"))
    return Line(
        "«Войти» → в звонке, первый кадр говорящего",
        f"{ours:.0f} мс, голая страница LiveKit {theirs:.0f} мс",
        f"≤ {TO_BARE_MAX} × голой страницы",
        ours / theirs / TO_BARE_MAX,
    )


def _press_ours(browser: Browser, session: str, call: Call) -> float:
    context = browser.new_context(base_url=f"http://{settings.HOST}:{settings.PORT}", locale="ru-RU")
    context.set_default_timeout(WAIT_MS)
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "domain": settings.HOST, "path": "/"}],
    )
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(f"/messenger/c/{call.chat_id}?call={call.pk}")
    enter = page.get_by_role("dialog").get_by_role("button", name="Войти", exact=True)
    enter.wait_for()
    page.wait_for_load_state("networkidle")
    return _pressed(page, "[role=dialog] .lobby > .button, dialog .lobby > .button")


def _press_bare(browser: Browser, bare: str) -> float:
    page = browser.new_context().new_page()
    page.set_default_timeout(WAIT_MS)
    page.add_init_script(WATCH)
    page.goto(f"{bare}#{json.dumps({'url': _address(), 'token': _bare_ticket(1)})}")
    page.wait_for_load_state("networkidle")
    return _pressed(page, "#enter")


def _pressed(page: Page, button: str) -> float:
    page.locator(button).click()
    taken = float(page.evaluate("window.firstFrame"))
    page.context.close()
    return taken


def _listening(process: psutil.Process) -> list[Line]:
    with _speaking(_bare_ticket(SPEAKER)):
        listeners = [Guest(_address(), _bare_ticket(number), watches=False).come_in() for number in range(1, LISTENERS + 1)]
        wait_until(lambda: all(_packets(one)[1] > 0 for one in listeners), 30)
        before, started = process.cpu_times(), time.monotonic()
        time.sleep(LISTENING_SECONDS)
        after, taken = process.cpu_times(), time.monotonic() - started
        lost, came = map(sum, zip(*(_packets(one) for one in listeners), strict=True))
        for one in listeners:
            one.go()
    cores = (after.user + after.system - before.user - before.system) / taken
    share = lost / (lost + came)
    return [
        Line(
            f"{LISTENERS} слушателей одного говорящего: потери",
            f"{share * 100:.2f} % из {came + lost} пакетов",
            f"≤ {LOST_MAX * 100:.0f} %",
            share / LOST_MAX,
        ),
        Line(
            f"{LISTENERS} слушателей одного говорящего: процессор LiveKit",
            f"{cores * 100:.0f} % ядра",
            f"≤ {CORES_MAX * 100:.0f} % ядра",
            cores / CORES_MAX,
        ),
    ]


def _packets(listener: Guest) -> tuple[int, int]:
    """Lost and received, as the listener's own WebRTC counts them."""
    assert listener.room
    stats = run(listener.room.get_rtc_stats())
    # One line for both ways, or a line each: what has come stands in either.
    lines = [*stats.subscriber_stats, *stats.publisher_stats]
    inbound = [one.inbound_rtp.received for one in lines if one.HasField("inbound_rtp")]
    return sum(one.packets_lost for one in inbound), sum(one.packets_received for one in inbound)


@contextmanager
def _speaking(ticket: str) -> Iterator[Guest]:
    guest = Guest(_address(), ticket).come_in()
    guest.speak()
    guest.show(rtc.TrackSource.SOURCE_CAMERA)
    yield guest
    guest.go()


def _bare_ticket(person: int) -> str:
    """For a room of which the house knows nothing, so that it asks nobody there for his place."""
    media.open_room(BARE_ROOM)
    rights = media.Rights(speak=True, show=True)
    return media.ticket(BARE_ROOM, person=person, name="", ticket="", leads=False, rights=rights, hand="")


def _call() -> tuple[Person, Person, Call]:
    """In a class chat of the school: its teacher calls, and a pupil will come."""
    place = Place.objects.filter(role=Place.Role.ADMINISTRATOR, chat__kind="class").select_related("chat", "person").first()
    assert place
    pupil = Place.objects.filter(chat=place.chat, role=Place.Role.MEMBER).select_related("person").first()
    assert pupil
    return place.person, pupil.person, actions.begin(place=place, by=place.person)[0]


@contextmanager
def _bare_page() -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_script = self.path == "/livekit.js"
            self.send_response(200)
            self.send_header("Content-Type", "text/javascript" if is_script else "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(SCRIPT.read_bytes() if is_script else BARE.encode())

        def log_message(self, *_told: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def _address() -> str:
    return f"ws://{settings.HOST}:{settings.LIVEKIT_PORT}"
