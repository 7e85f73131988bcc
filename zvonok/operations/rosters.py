"""`zvonok roster import PATH`: a roster at the terminal. Without `--apply` the plan is shown and nothing is written.

Comes in: a path, the school, whether to apply. Goes out: words, and whether it went well. Called by: `zvonok.__main__`.
"""

from collections.abc import Callable
from pathlib import Path

from zvonok.exchange import actions, bringing, queries, wording
from zvonok.exchange.models import Run
from zvonok.exchange.reading import choosing
from zvonok.ground.refusal import Refused
from zvonok.ground.trouble import Trouble
from zvonok.roster.models import School

Say = Callable[[str], None]
PROBLEMS_SAID = 50
CHATS_SAID = 50
NAMES_SAID = 5


def bring_in(say: Say, *, path: Path, school: int | None, apply: bool, confirmed: str, organisation: str = "") -> bool:
    """Whether the roster is in, or could be."""
    try:
        return _bring_in(say, path, _school(school), apply=apply, confirmed=confirmed, organisation=organisation)
    except Refused as refused:
        raise Trouble(refused.sentence) from refused


def _bring_in(say: Say, path: Path, school: School, *, apply: bool, confirmed: str, organisation: str) -> bool:
    if not path.exists():
        raise Trouble(f"Такого файла нет: {path.name}")
    kind = choosing.guessed(path)
    source = actions.source_of(school, kind.name, organisation=organisation)
    run = actions.begin(source=source, files=[path.name], by=None)
    say(f"{school.name}: {kind.title}, загрузка № {run.pk}")
    run = actions.read_into(run, bringing.read_path(run, path))
    if run.state == Run.State.PLANNING:
        run = actions.plan(run)
    if run.state == Run.State.PROBLEMS:
        _tell_problems(say, run)
        return False
    if run.state == Run.State.DOUBTFUL:
        say("Есть люди, про которых надо решить, те же ли они. Ответьте на странице загрузки, потом примените там же:")
        for one in queries.doubted(run, PROBLEMS_SAID):
            say(f"  {one.staged.last_name} {one.staged.first_name} {one.staged.middle_name}".rstrip())
        return False
    _tell_plan(say, run)
    if not apply:
        if any(run.summary["changes"].values()):
            say("Это план: ничего не записано. Чтобы записать, добавьте --apply.")
        actions.drop(run, by=None)
        return True
    if any(run.summary["changes"].values()):
        actions.apply(run, confirmed=confirmed, by=None)
        say("Записано.")
    else:
        actions.drop(run, by=None)
    return True


def _school(number: int | None) -> School:
    found = list(School.objects.filter(pk=number) if number else School.objects.order_by("pk")[:2])
    if not found:
        raise Trouble("Школы с таким номером нет." if number else "Школ пока нет: сначала создайте школу.")
    if len(found) > 1:
        raise Trouble("Школ несколько. Назовите номер: --school 1 (он стоит в адресе страницы школы).")
    return found[0]


def _tell_problems(say: Say, run: Run) -> None:
    say(f"Ошибок: {run.counts['problems']}. Ничего не записано.")
    for problem in queries.problems(run)[:PROBLEMS_SAID]:
        where = f"{problem.file}, строка {problem.line}" if problem.line else problem.file
        column = f", столбец «{problem.column}»" if problem.column else ""
        say(f"  {where}{column}: {problem.sentence}" if where else f"  {problem.sentence}")


def _tell_plan(say: Say, run: Run) -> None:
    for sentence in wording.summary(run):
        say(f"  {sentence}")
    for chat in queries.chats(run)[:CHATS_SAID]:
        told = [f"{words} ({number}): {names}" for words, number, names in wording.effects(chat, will=True, most=NAMES_SAID)]
        say(f"  «{chat['chat_title']}» — {'; '.join(told)}")
    if run.brake:
        say("Большое изменение. Чтобы записать, добавьте --confirm с названием школы:")
        for sentence in wording.grave(run):
            say(f"  {sentence}")
