"""The sheets of our own spreadsheet and their columns: what is read, and what the template says of it.

Comes in: nothing. Goes out: sheets. Called by: `reading.spreadsheet`, `exchange.template`. The words stand in people's files,
so they are Russian in any language of the page.
"""

from dataclasses import dataclass
from typing import Final

YES, NO = "да", "нет"
RELATIONS: Final = {"мать": "mother", "отец": "father", "опекун": "guardian"}


@dataclass(frozen=True)
class Column:
    """`hint` stands beside the head. `choices`: a drop-down."""

    name: str
    hint: str
    needed: bool = False
    choices: tuple[str, ...] = ()
    # Of another sheet: its column's values are the drop-down.
    choices_of: str = ""


@dataclass(frozen=True)
class Sheet:
    name: str
    columns: tuple[Column, ...]
    examples: tuple[tuple[str, ...], ...]

    @property
    def needed(self) -> frozenset[str]:
        return frozenset(column.name.lower() for column in self.columns if column.needed)


LAST = Column("Фамилия", "Как в документах.", needed=True)
FIRST = Column("Имя", "Как в документах.", needed=True)
MIDDLE = Column("Отчество", "Если есть.")
BIRTH = Column("Дата рождения", "15.01.2012. По имени и дате рождения человека узнают в следующий раз.")
NUMBER = Column(
    "Номер", "Необязательно: табельный номер или номер личного дела. С ним человека узнают и под новой фамилией, и среди тёзок."
)
CLASS = "Классы.Класс"

EMPLOYEES: Final = Sheet(
    "Сотрудники",
    (
        LAST,
        FIRST,
        MIDDLE,
        BIRTH,
        Column("Должность", "Учитель географии", needed=True),
        Column(
            "Администратор", "да — назначить администратором школы, нет — снять; пусто — оставить как есть.", choices=(YES, NO)
        ),
        NUMBER,
    ),
    (
        ("Громова", "Ольга", "Павловна", "03.05.1970", "Директор", "да", ""),
        ("Орлова", "Елена", "Викторовна", "12.09.1985", "Учитель географии", "", ""),
    ),
)
CLASSES: Final = Sheet(
    "Классы",
    (
        Column("Класс", "10 А", needed=True),
        Column("Параллель", "10; пусто — по первому числу в названии."),
        Column(
            "Классный руководитель",
            "Фамилия, имя и отчество с листа «Сотрудники»; пусто — оставить как есть.",
            choices_of="people",
        ),
    ),
    (("10 А", "10", "Орлова Елена Викторовна"),),
)
PUPILS: Final = Sheet(
    "Ученики",
    (
        LAST,
        FIRST,
        MIDDLE,
        BIRTH,
        Column("Класс", "С листа «Классы».", needed=True, choices_of=CLASS),
        Column("Подгруппы", "Подгруппы класса, в которых он учится, через точку с запятой: группа 1; мальчики."),
        NUMBER,
    ),
    (
        ("Иванов", "Александр", "Петрович", "15.01.2010", "10 А", "группа 1", ""),
        ("Иванова", "Дарья", "Петровна", "15.01.2010", "10 А", "группа 2", ""),
    ),
)
PARENTS: Final = Sheet(
    "Родители",
    (
        LAST,
        FIRST,
        MIDDLE,
        Column("Кем приходится", "мать, отец или опекун", choices=tuple(RELATIONS)),
        Column("Ученик", "Фамилия и имя с листа «Ученики»; нескольких — через точку с запятой.", needed=True),
        Column("Класс ученика", "Нужен, если в школе есть тёзки.", choices_of=CLASS),
        NUMBER,
    ),
    (("Иванова", "Наталья", "Юрьевна", "мать", "Иванов Александр; Иванова Дарья", "10 А", ""),),
)
GROUPS: Final = Sheet(
    "Группы по предметам",
    (
        Column("Класс", "С листа «Классы».", needed=True, choices_of=CLASS),
        Column("Предмет", "География", needed=True),
        Column("Подгруппа", "Пусто — весь класс; иначе подгруппа, как на листе «Ученики»."),
        Column("Учитель", "С листа «Сотрудники»; нескольких — через точку с запятой.", choices_of="people"),
    ),
    (
        ("10 А", "География", "", "Орлова Елена Викторовна"),
        ("10 А", "Английский язык", "группа 1", "Орлова Елена Викторовна"),
    ),
)
# In the order of reading: each speaks of what stands before it.
SHEETS: Final = (EMPLOYEES, CLASSES, PUPILS, PARENTS, GROUPS)
