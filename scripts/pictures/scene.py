"""What has been said and settled in the demo before the pictures are taken: by the fixed cast, always the same words.

Comes in: a studio in a fresh demo. Goes out: chats worth looking at. Called by: `__main__`.
"""

import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from scripts.pictures.drawings import landscape, waveform
from scripts.pictures.studio import Hands, Studio

CLASS, PARENTS, STAFF, GEOGRAPHY, TRIP = "10 А", "Родители 10 А", "Учительская", "10 А - География", "Поход на озеро"
HILLS = ("#7fb2e5 #f6d9a8 #3f6b4f", "#b7d3ee #fbeee0 #5b7fa6", "#f2a65a #fbe3b9 #7a4a58")
VAR, BOOK = Path("var/pictures").absolute(), "school.xlsx"
MAIL = (
    "from allauth.account.models import EmailAddress as Address; from zvonok.accounts.models import User;"
    "user = User.objects.get(username='parent-of-both');"
    "Address.objects.create(user=user, email='ivanova@example.org', verified=True, primary=True)"
)
# Two schools of a region have one head; the school is a spreadsheet, as a secretary would have it.
HEAD = (
    "from zvonok.operations.cast import OTHER_SCHOOL_NAME; from zvonok.roster.models import Person, School;"
    "from zvonok.roster.actions import hire; by = Person.objects.get(last_name='Чужой');"
    "head = Person.objects.get(last_name='Громова', first_name='Ольга', middle_name='Павловна');"
    "school = School.objects.get(name=OTHER_SCHOOL_NAME);"
    "hire(school=school, person=head, position='Советник', is_administrator=True, by=by)"
)
SCHOOL = (
    "from zvonok.exchange.tests.books import book_of, save; from zvonok.roster.models import School;"
    "from pathlib import Path; save(book_of(School.objects.get(pk=1)), Path({folder!r}), {name!r})"
)


def put(studio: Studio) -> None:
    teacher, pupil, friend, sister = (studio.hands(part) for part in ("class-teacher", "sibling", "classmate", "other-sibling"))
    _files(teacher, pupil)
    _trip(studio, teacher)
    _dialogues(teacher, pupil)
    _parents(studio)
    _class(teacher, pupil, friend, sister)


def _class(teacher: Hands, pupil: Hands, friend: Hands, sister: Hands) -> None:
    chat = teacher.chat(CLASS)
    friend.say(chat, sticker="fluent/thumbs-up")
    told = teacher.say(chat, "Завтра контрольная: население Европы, параграфы 14–16. Возьмите атлас.")
    asked = pupil.say(chat, "А контурные карты нужны?", reply_to=told)
    answered = teacher.say(chat, "Да, и карандаши.", reply_to=asked)
    teacher.do("PATCH", f"chats/{chat}/messages/{answered}", text="Да, и цветные карандаши.", mentions=[])
    for one, emoji in ((pupil, "👍"), (friend, "👍"), (sister, "❤️")):
        one.do("PUT", f"chats/{chat}/messages/{answered}/reaction", emoji=emoji)
    named = friend.get(f"chats/{chat}/members?search=Кузнецов Пётр")["members"][0]["person"]
    sister.say(chat, f"@{named['short_name']} захвати, пожалуйста, линейку", mentions=[named["id"]])
    gone = friend.say(chat, "Ой, это не сюда")
    friend.do("DELETE", f"chats/{chat}/messages/{gone}?for_all=true")
    trip = teacher.say(chat, "В субботу едем на экскурсию. Сбор у школы в 9:40.")
    for one in (friend, pupil):
        one.do("PUT", f"chats/{chat}/messages/{trip}/reaction", emoji="🎉")
    friend.say(chat, "Ура! Бутерброды за мной.")
    teacher.do("PUT", f"chats/{chat}/messages/{told}/pin", pinned=True)
    tomorrow = datetime.now(ZoneInfo("Europe/Moscow")).replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(days=1)
    for days, text in ((0, "Не забудьте атласы!"), (3, "Завтра экскурсия: сменная обувь не нужна.")):
        at = (tomorrow + timedelta(days=days)).isoformat()
        teacher.do("POST", f"chats/{chat}/scheduled", uuid=str(uuid4()), send_at=at, text=text)


def _files(teacher: Hands, pupil: Hands) -> None:
    chat = teacher.chat(GEOGRAPHY)
    plan = teacher.bring("files?name=План экскурсии.txt", "9:40 сбор у школы\n".encode() * 90)
    teacher.say(chat, "Кто был на озере, пришлите фото для доклада.", files=[])
    teacher.say(chat, files=[plan])
    photos = [
        pupil.bring(f"files?name=Озеро {place}.jpg", landscape(*hills.split(), seed=place))
        for place, hills in enumerate(HILLS, 1)
    ]
    pupil.say(chat, "Вот, снято в прошлом году", files=photos)
    voice = teacher.bring(f"files?name=voice.ogg&voice_seconds=17.4&waveform={waveform()}", b"OggS" + bytes(2000))
    teacher.say(chat, files=[voice])
    pupil.do("PUT", f"chats/{pupil.chat('10 А (группа 1) - Английский язык')}/draft", text="Здравствуйте! Можно сдать проект")


def _trip(studio: Studio, teacher: Hands) -> None:
    def number(name: str) -> int:
        return int(teacher.get(f"people?search={name}")["people"][0]["id"])

    people = [number(name) for name in ("Соколова Вероника", "Фомин Андрей", "Белова Марина")]
    chat = teacher.do("POST", "chats", uuid=str(uuid4()), title=TRIP, people=people)["id"]
    picture = teacher.bring("files?name=Озеро.jpg", landscape(*HILLS[0].split(), seed=1))
    teacher.do("PUT", f"chats/{chat}/picture", file=picture, at=0.5)
    teacher.do("PUT", f"chats/{chat}/administrators/{people[0]}")
    teacher.say(chat, "Коллеги, кто идёт с десятыми классами?")
    studio.hands("administrator").say(chat, "Я могу. Автобус закажу завтра.")


def _dialogues(teacher: Hands, pupil: Hands) -> None:
    person = teacher.get(f"chats/{teacher.chat(CLASS)}/members?search=Иванов Александр")["members"][0]["person"]["id"]
    chat = teacher.do("POST", "dialogues", person=person)["id"]
    teacher.say(chat, "Саша, доклад про озёра возьмёшь?")
    pupil.say(chat, "Возьму! К четвергу успею.")


def _parents(studio: Studio) -> None:
    teacher, mother, other = (studio.hands(part) for part in ("class-teacher", "parent-of-both", "parent-of-two"))
    chat = teacher.chat(PARENTS)
    poll = teacher.do(
        "POST",
        f"chats/{chat}/polls",
        uuid=str(uuid4()),
        question="Когда удобнее собрание?",
        options=["Среда, 18:30", "Четверг, 18:30", "Суббота, 11:00"],
        several=True,
        anonymous=False,
    )
    _vote(mother, poll, 0, 1)
    _vote(other, poll, 0)


def _vote(by: Hands, poll: Any, *places: int) -> None:
    options = [poll["data"]["poll"]["options"][place]["id"] for place in places]
    by.do("PUT", f"chats/{poll['chat']}/polls/{poll['seq']}/vote", options=options)


def prepare(var: Path) -> None:
    """What no page does: an address as if its owner had opened the letter, as there is no post here; a head of two schools."""
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    words = "\n".join([MAIL, HEAD, SCHOOL.format(folder=str(var), name=BOOK)])
    program = [sys.executable, "-m", "zvonok", "manage", "shell", "-c", words]
    subprocess.run(program, env={**environment, "ZVONOK_VAR": str(var)}, check=True, timeout=60)
