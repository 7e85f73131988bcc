"""`make bench`: measures every promise of speed beside its limit, writes docs/speed.md, ends with 1 if one is not kept.

Called by: `make bench`; `make check` with `--short`, which measures what is a ratio to bare SQL, for that holds on a busy
machine too, and writes nothing.
"""

import argparse
import os
import platform
import sys
from datetime import date
from pathlib import Path
from time import perf_counter

from bench import house
from bench.clocks import Line, ms

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "speed.md"
SCHOOLS = 100


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument(
        "--short", action="store_true", help="только доли к чистому SQL, одна школа, до 40 секунд, ничего не записывает"
    )
    works = ["fill", "fact", "open", "live", "missed", "browser", "search", "calls", "import"]
    parser.add_argument("--only", choices=works, help="одно измерение, для того, кто его ускоряет")
    arguments = parser.parse_args()
    started, load = perf_counter(), os.getloadavg()[0]
    lines: list[Line] = []
    with house.running(ROOT / "var" / "bench"):
        _measure(lines, arguments.short, arguments.only)
    taken = perf_counter() - started
    if not (arguments.short or arguments.only):
        PAGE.write_text(_page(lines, taken, load))
        print(f"Записано: {PAGE.relative_to(ROOT)}")
    broken = [line for line in lines if not line.is_kept]
    print(f"Обещаний: {len(lines)}, не выполнено: {len(broken)}; измерение заняло {taken:.0f} с")
    sys.exit(1 if broken else 0)


def _measure(lines: list[Line], short: bool, only: str | None) -> None:
    from bench import catching_up, heart, live, school, search
    from zvonok.chat_rules.keep import keep

    def say(more: list[Line]) -> None:
        for line in more:
            print(f"{'  ' if line.is_kept else '! '}{line.work}: {line.measured}; {line.limit} ({line.ratio:.2f})", flush=True)
        lines.extend(more)

    def wanted(name: str) -> bool:
        return only in (None, name)

    school.make_first()
    say(heart.fill(3 if short else 5))
    at_one: dict[str, float] = {}
    if wanted("fact"):
        more, at_one = heart.one_fact(1, 40 if short else 100)
        say(more)
    if short:
        return
    if wanted("open"):
        say(heart.opening(1, 20))
    if wanted("fact"):
        started = perf_counter()
        school.clone(SCHOOLS - 1)
        print(f"  {SCHOOLS} школ готовы за {ms(perf_counter() - started)}", flush=True)
        assert not keep(schools=[100_001]).effects, "the places of the cloned school are not right"
        more, at_hundred = heart.one_fact(SCHOOLS, 100)
        say(more)
        say(heart.grown(at_one, at_hundred))
        say(heart.opening(SCHOOLS, 20))
    if wanted("live"):
        say(live.messages(100, 8))
        say(live.list_of_chats(50))
    if wanted("missed"):
        say(catching_up.missed(9))
    if wanted("browser"):
        from bench import first_load

        say(first_load.measure(5))
    if wanted("search"):
        say(search.messages(100))
    if wanted("import"):
        from bench import importing

        say(importing.rosters())
    if wanted("calls"):
        from bench import calls

        for more in calls.measure(7):
            say(more)


def _page(lines: list[Line], taken: float, load: float) -> str:
    rows = "\n".join(
        f"| {line.work} | {line.measured} | {line.limit} | {line.ratio:.2f} | {'да' if line.is_kept else '**нет**'} |"
        for line in lines
    )
    return f"""# Скорость

Эту страницу пишет команда `make bench`; правит её только она. Обещания стоят в разделе 8 замысла (ARCHITECTURE.md), здесь — что
намерено рядом с каждым. «Доля» — измеренное к пределу: до 1 обещание выполнено.

Машина: {_machine()}. Дата: {date.today().isoformat()}. Измерение заняло {taken:.0f} с.

| работа | намерено | предел | доля | выполнено |
|---|---|---|---|---|
{rows}

Настоящие движки в своей папке: PostgreSQL пишет на диск при каждом подтверждении, веб-сервер Granian, NATS, привратник.

«Чистый SQL» — то же самое, написанное вручную обычными запросами на голом соединении (`bench/bare.py`): факт, разница,
служебные сообщения, аудит, подтверждение. Он и мы работаем по очереди, в одном прогоне. Получатели сообщений — соединения с
NATS, каждое впущено привратником по настоящему билету.

Пределы в миллисекундах и в сообщениях за секунду даны для двух свободных ядер: если машина занята другим, они не про нас.
Загрузка машины перед измерением: {load:.1f}.
"""


def _machine() -> str:
    processor = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []:
        if line.startswith("model name"):
            processor = line.partition(":")[2].strip()
            break
    return f"{processor}, ядер: {os.cpu_count()}, Python {platform.python_version()}"


if __name__ == "__main__":
    main()
