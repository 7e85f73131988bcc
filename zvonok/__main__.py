"""The command line: `zvonok COMMAND`.

Called by: a person at a terminal, the Makefile, the supervisor.
"""

import argparse
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from zvonok.ground.trouble import Trouble

say = partial(print, flush=True)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zvonok.settings")
    arguments = _parser().parse_args()
    try:
        arguments.run(arguments)
    except Trouble as trouble:
        sys.exit(f"\n{trouble}")
    except KeyboardInterrupt:
        sys.exit(130)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="zvonok", description="Школьный дневник и мессенджер, чьи чаты ведут себя сами.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, told: str, run: Callable[[argparse.Namespace], None]) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=told, description=told)
        one.set_defaults(run=run)
        return one

    serve = command("serve", "запустить всё и следить, чтобы работало", _serve)
    serve.add_argument("--reload", action="store_true", help="перезапускать при изменении кода")
    demo = command("demo", "создать демо-школу, показать главное и запустить", _demo)
    demo.add_argument("--once", action="store_true", help="показать и выйти")
    demo.add_argument("--reload", action="store_true", help="перезапускать при изменении кода, клиент брать у Vite")
    demo.add_argument("--json", action="store_true", help="последней строкой — то же одним JSON")
    command("doctor", "проверить, всё ли на месте", _doctor)
    command("sweep", "сверить все чаты с правилами", _sweep)
    command("gate", "отвечать NATS, кто что слушает (запускает serve)", _gate)
    command("worker", "исполнять отложенные дела (запускает serve)", _worker)
    roster = commands.add_parser("roster", help="списки школы: выгрузить").add_subparsers(required=True, metavar="WHAT")
    export = roster.add_parser("export", help="выгрузить школу архивом OneRoster 1.2 (CSV)")
    export.set_defaults(run=_export_roster)
    export.add_argument("path", type=Path, metavar="PATH", help="где появится архив: school.zip")
    export.add_argument("--school", type=int, help="номер школы; не нужен, если она одна")
    bring = roster.add_parser("import", help="загрузить списки школы", description="Показать план; с --apply — записать.")
    bring.set_defaults(run=_import_roster)
    bring.add_argument("path", type=Path, metavar="PATH", help="файл XLSX, CSV или ZIP, или папка")
    bring.add_argument("--school", type=int, help="номер школы, если их несколько")
    bring.add_argument("--organisation", default="", metavar="CODE", help="код школы в выгрузке, если их там несколько")
    bring.add_argument("--apply", action="store_true", help="записать то, что показано")
    bring.add_argument("--confirm", default="", metavar="NAME", help="название школы, если изменение большое")
    manage = command("manage", "команды Django", _manage)
    manage.add_argument("rest", nargs=argparse.REMAINDER)
    return parser


def _serve(arguments: argparse.Namespace) -> None:
    _set_up()
    from zvonok.operations.serve import serve

    serve(say, reload=arguments.reload)


def _demo(arguments: argparse.Namespace) -> None:
    os.environ["ZVONOK_DEMO"] = "1"
    os.environ.setdefault("ZVONOK_VAR", "var/demo")
    if arguments.reload:
        os.environ |= {"ZVONOK_DEBUG": "1", "VITE_DEV": "1"}
    _set_up()
    from zvonok.operations.demo import run

    run(say, once=arguments.once, as_json=arguments.json, reload=arguments.reload)


def _doctor(arguments: argparse.Namespace) -> None:
    _set_up()
    from zvonok.operations.doctor import examine

    sys.exit(0 if examine(say) else 1)


def _sweep(arguments: argparse.Namespace) -> None:
    _set_up()
    from zvonok.chat_rules.sweep import sweep

    found = sweep()
    say(f"Сверка: дано {found.granted}, изменено {found.revised}, отнято {found.revoked}")
    sys.exit(1 if found.granted or found.revised or found.revoked else 0)


def _gate(arguments: argparse.Namespace) -> None:
    _set_up()
    from zvonok.accounts.gate import answer

    answer()


def _worker(arguments: argparse.Namespace) -> None:
    _set_up()
    from django.core.management import call_command

    call_command("procrastinate", "worker", "--delete-jobs=successful", "--concurrency=2")


def _export_roster(arguments: argparse.Namespace) -> None:
    _set_up()
    from zvonok.exchange.giving.files import export_to

    say(f"Готово: {export_to(arguments.path, school=arguments.school)}")


def _import_roster(arguments: argparse.Namespace) -> None:
    _set_up()
    from zvonok.operations.rosters import bring_in

    done = bring_in(
        say,
        path=arguments.path,
        school=arguments.school,
        apply=arguments.apply,
        confirmed=arguments.confirm,
        organisation=arguments.organisation,
    )
    sys.exit(0 if done else 1)


def _manage(arguments: argparse.Namespace) -> None:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["zvonok manage", *arguments.rest])


def _set_up() -> None:
    import django

    django.setup()


if __name__ == "__main__":
    main()
