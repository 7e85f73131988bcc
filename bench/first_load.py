"""How soon the messenger can be used on a slow phone: a processor four times slower, slow 4G, an empty cache and a full one.

Comes in: how many rounds. Goes out: lines of the report. Called by: `bench.__main__`.

«Отклик» is the later of two moments: the list stands there, and the last long task before the page fell silent is over.
What is asked after the list (push, the worker, an open chat's script) is not counted into requests and bytes. The service
worker's own way to the server is not slowed down: Chromium slows the page alone.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.conf import settings
from playwright.sync_api import BrowserContext, CDPSession, Page, sync_playwright

from bench import live
from bench.browser import signed_in
from bench.clocks import Line
from zvonok.roster.models import Person

SCREEN = {"width": 390, "height": 844}
PHONE: dict[str, Any] = {"viewport": SCREEN, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
PROCESSOR_SLOWER = 4
# As Lighthouse understands slow 4G: 1.6 Mbit/s down, 0.75 up, 150 ms there and back.
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
INTERACTIVE_MS_MAX = {("CPU/4", "пустой"): 1500, ("CPU/4", "полный"): 1500, ("CPU/4, медленный 4G", "пустой"): 4000}
INTERACTIVE_MS_MAX["CPU/4, медленный 4G", "полный"] = 2500
SILENT_MS = 1000
WAIT_MS = 30_000

WATCH = """
window.firstLoad = { list: 0, busy: 0 };
window.listShown = new Promise((tell) => { window.tellShown = tell; });
new PerformanceObserver((seen) => {
  for (const task of seen.getEntries()) window.firstLoad.busy = task.startTime + task.duration;
}).observe({ type: 'longtask', buffered: true });
new MutationObserver((_, watch) => {
  if (!document.querySelector('.list .row:not(.row-ghost)')) return;
  watch.disconnect();
  requestAnimationFrame(() => setTimeout(() => { window.firstLoad.list = performance.now(); window.tellShown(); }));
}).observe(document, { childList: true, subtree: true });
"""
SEEN = """() => ({
  ...window.firstLoad,
  paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
})"""

KEPT = """async () => {
  while (!(await caches.has('shell'))) await new Promise((again) => setTimeout(again, 50));
}"""


@dataclass(frozen=True)
class Load:
    paint: float
    list: float
    interactive: float
    requests: int
    kilobytes: float


def measure(rounds: int) -> list[Line]:
    person = Person.objects.get(pk=122)
    live.fifty_chats(person)
    found: dict[tuple[str, str], list[Load]] = {case: [] for case in INTERACTIVE_MS_MAX}
    for _ in range(rounds):
        for line in ("CPU/4", "CPU/4, медленный 4G"):
            with _signed_in_context(person) as context:
                found[line, "пустой"].append(_load(context.new_page(), line))
                _fill_the_cache(context)
                found[line, "полный"].append(_load(context.new_page(), line))
    return [_line(line, cache, loads) for (line, cache), loads in found.items()]


def _line(line: str, cache: str, loads: list[Load]) -> Line:
    interactive = median(one.interactive for one in loads)
    limit = INTERACTIVE_MS_MAX[line, cache]
    paint, shown = median(one.paint for one in loads), median(one.list for one in loads)
    asked, weight = median(one.requests for one in loads), median(one.kilobytes for one in loads)
    return Line(
        f"первая загрузка списка, {line}, кэш {cache}",
        f"отклик {interactive:.0f} мс: краска {paint:.0f}, список {shown:.0f}; {asked:.0f} запросов, {weight:.0f} кБ",
        f"медиана ≤ {limit} мс",
        interactive / limit,
    )


def chromium() -> str | None:
    return next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)


@contextmanager
def _signed_in_context(person: Person) -> Iterator[BrowserContext]:
    session = signed_in(person)  # before Playwright's loop, within which Django asks no database
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(base_url=f"http://{settings.HOST}:{settings.PORT}", **PHONE)
        context.set_default_timeout(WAIT_MS)
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "domain": settings.HOST, "path": "/"}],
        )
        context.add_init_script(WATCH)
        yield context
        browser.close()


def _load(page: Page, line: str) -> Load:
    requests, weight = [0], [0.0]
    wire: CDPSession = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.requestWillBeSent", lambda _: requests.__setitem__(0, requests[0] + 1))
    wire.on("Network.loadingFinished", lambda told: weight.__setitem__(0, weight[0] + told["encodedDataLength"]))
    wire.send("Emulation.setCPUThrottlingRate", {"rate": PROCESSOR_SLOWER})
    if "4G" in line:
        wire.send("Network.emulateNetworkConditions", SLOW_4G)
    page.goto("/messenger/", wait_until="commit")
    page.evaluate("() => window.listShown")
    until_shown = requests[0], weight[0] / 1000
    page.wait_for_timeout(SILENT_MS)
    seen: dict[str, float] = page.evaluate(SEEN)
    page.close()
    return Load(seen["paint"], seen["list"], max(seen["list"], seen["busy"]), *until_shown)


def _fill_the_cache(context: BrowserContext) -> None:
    """A visit without haste: the worker keeps what the page has brought."""
    page = context.new_page()
    page.goto("/messenger/")
    page.evaluate("() => window.listShown")
    page.evaluate(KEPT)
    page.close()
