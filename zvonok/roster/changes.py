"""The changes a school's administrator can make, each a form that knows its action.

Comes in: the school and what was typed. Goes out: a call of an action, to be tried first and then done.
Called by: `roster.pages.change`. The action is the judge: a form checks only that the fields are there.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zvonok.ground import clock
from zvonok.ground.forms import day_field
from zvonok.ground.refusal import Refused
from zvonok.roster import actions, queries
from zvonok.roster.doors import person_of_school
from zvonok.roster.models import (
    Employee,
    Enrolment,
    Guardianship,
    Person,
    School,
    SchoolClass,
    StudyGroup,
    StudyGroupTeacher,
    Subgroup,
    Subject,
)
from zvonok.roster.touched import Changed

NEW_PERSON = "new"
TYPED_MAX = 20_000


class Change(forms.Form):
    """`act` calls the action; `about` is the person whose card the page returns to, where there is one."""

    name: ClassVar[str]
    title: ClassVar[Any]
    verb: ClassVar[Any]
    is_grave: ClassVar[bool] = False

    def __init__(self, *args: Any, school: School, by: Employee, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.school = school
        self.by = by
        self.narrow()

    def narrow(self) -> None:
        """Give the fields their choices: those of this school."""

    def act(self) -> Changed[Any]:
        raise NotImplementedError

    def about(self) -> Person | None:
        return None

    def leads_to(self, record: Any) -> str:
        """Where the page goes when it is done; empty: to the person it is about, or to the employees."""
        return ""


class ToldChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of records, each told in words of the caller's. (The field takes no type argument at run time.)"""

    def __init__(self, *, told: Callable[[Any], str], **rest: Any) -> None:
        self._told = told
        super().__init__(**rest)

    def label_from_instance(self, obj: Any) -> str:
        return self._told(obj)


def _employee(one: Employee) -> str:
    return f"{one.person.full_name} — {one.position}"


def _pupil(one: Enrolment) -> str:
    return f"{one.person.full_name} — {one.school_class.title}"


def _parent(one: Guardianship) -> str:
    return f"{one.parent.full_name} ({one.child.full_name})"


def _teaching(one: StudyGroupTeacher) -> str:
    return f"{one.study_group.title}: {one.employee.person.full_name}"


def date_field() -> forms.DateField:
    return day_field(_("с какого дня"), required=False, help_text=_("Пусто — с сегодняшнего."))


def _typed(label: Any, *, required: bool = True) -> forms.CharField:
    # Room for more than the limit: the action then says how long it is and how long it may be.
    return forms.CharField(label=label, required=required, max_length=TYPED_MAX)


class PersonChange(Change):
    """Names a person: somebody new, or one whom the school knows, if the names are the same."""

    last_name = _typed(_("фамилия"))
    first_name = _typed(_("имя"))
    middle_name = _typed(_("отчество"), required=False)
    birth_date = day_field(_("дата рождения"), required=False)
    person = forms.ChoiceField(label=_("Такой человек в школе уже есть. Это он?"), required=False, widget=forms.RadioSelect)

    def narrow(self) -> None:
        known = queries.people_named(self.school, self.data.get("last_name", ""), self.data.get("first_name", ""))
        self.known = list(known[:10]) if self.is_bound else []
        if self.known:
            again = [(str(one.pk), self._told(one)) for one in self.known]
            self.fields["person"].choices = [*again, (NEW_PERSON, _("Нет, это другой человек"))]  # type: ignore[attr-defined]
        else:
            del self.fields["person"]

    def clean(self) -> dict[str, Any]:
        if self.known and not self.cleaned_data.get("person") and "person" not in self.errors:
            self.add_error("person", _("Выберите, кто это."))
        return self.cleaned_data

    def person_meant(self) -> Person:
        chosen = self.cleaned_data.get("person", NEW_PERSON)
        if chosen != NEW_PERSON:
            return person_of_school(self.by, int(chosen))
        return actions.add_person(
            last_name=self.cleaned_data["last_name"],
            first_name=self.cleaned_data["first_name"],
            middle_name=self.cleaned_data["middle_name"],
            birth_date=self.cleaned_data["birth_date"],
            by=self.by.person,
        )

    @staticmethod
    def _told(person: Person) -> str:
        born = f", {person.birth_date:%d.%m.%Y}" if person.birth_date else ""
        return f"{person.full_name}{born}"


class Hire(PersonChange):
    name, title, verb = "hire", _("Принять сотрудника"), _("Принять")
    position = _typed(_("должность"))
    is_administrator = forms.BooleanField(label=_("администратор школы"), required=False)
    since = date_field()
    field_order = ["last_name", "first_name", "middle_name", "person", "position"]

    @transaction.atomic
    def act(self) -> Changed[Employee]:
        return actions.hire(
            school=self.school,
            person=self.person_meant(),
            position=self.cleaned_data["position"],
            is_administrator=self.cleaned_data["is_administrator"],
            since=self.cleaned_data["since"],
            by=self.by.person,
        )


class EmployeeChange(Change):
    employee = ToldChoice(told=_employee, label=_("сотрудник"), queryset=Employee.objects.none())

    def narrow(self) -> None:
        self.fields["employee"].queryset = queries.employees(self.school)  # type: ignore[attr-defined]

    def about(self) -> Person | None:
        return self.cleaned_data["employee"].person if self.cleaned_data.get("employee") else None


class Dismiss(EmployeeChange):
    name, title, verb, is_grave = "dismiss", _("Уволить сотрудника"), _("Уволить"), True
    since = date_field()

    def act(self) -> Changed[Employee]:
        return actions.dismiss(employee=self.cleaned_data["employee"], until=self.cleaned_data["since"], by=self.by.person)


class AppointAdministrator(EmployeeChange):
    name, title, verb = "appoint-administrator", _("Назначить администратора"), _("Назначить")

    def act(self) -> Changed[Employee]:
        return actions.appoint_administrator(employee=self.cleaned_data["employee"], by=self.by.person)


class RemoveAdministrator(EmployeeChange):
    name, title, verb, is_grave = "remove-administrator", _("Снять администратора"), _("Снять"), True

    def narrow(self) -> None:
        super().narrow()
        field = self.fields["employee"]
        field.queryset = field.queryset.filter(is_administrator=True)  # type: ignore[attr-defined]

    def act(self) -> Changed[Employee]:
        return actions.remove_administrator(employee=self.cleaned_data["employee"], by=self.by.person)


class Enrol(PersonChange):
    name, title, verb = "enrol", _("Зачислить ученика"), _("Зачислить")
    school_class = forms.ModelChoiceField(label=_("класс"), queryset=SchoolClass.objects.none())
    since = date_field()
    field_order = ["last_name", "first_name", "middle_name", "person", "birth_date"]

    def narrow(self) -> None:
        super().narrow()
        self.fields["school_class"].queryset = queries.classes(self.school)  # type: ignore[attr-defined]

    @transaction.atomic
    def act(self) -> Changed[Enrolment]:
        return actions.enrol(
            person=self.person_meant(),
            school_class=self.cleaned_data["school_class"],
            since=self.cleaned_data["since"],
            by=self.by.person,
        )


class PupilChange(Change):
    enrolment = ToldChoice(told=_pupil, label=_("ученик"), queryset=Enrolment.objects.none())

    def narrow(self) -> None:
        field = self.fields["enrolment"]
        field.queryset = _enrolments(self.school)  # type: ignore[attr-defined]

    def about(self) -> Person | None:
        return self.cleaned_data["enrolment"].person if self.cleaned_data.get("enrolment") else None


class Move(PupilChange):
    name, title, verb = "move", _("Перевести в другой класс"), _("Перевести")
    school_class = forms.ModelChoiceField(label=_("в класс"), queryset=SchoolClass.objects.none())
    since = date_field()

    def narrow(self) -> None:
        super().narrow()
        self.fields["school_class"].queryset = queries.classes(self.school)  # type: ignore[attr-defined]

    def act(self) -> Changed[Enrolment]:
        return actions.move(
            enrolment=self.cleaned_data["enrolment"],
            school_class=self.cleaned_data["school_class"],
            since=self.cleaned_data["since"],
            by=self.by.person,
        )


class Withdraw(PupilChange):
    name, title, verb, is_grave = "withdraw", _("Отчислить ученика"), _("Отчислить"), True
    since = date_field()

    def act(self) -> Changed[Enrolment]:
        return actions.withdraw(enrolment=self.cleaned_data["enrolment"], until=self.cleaned_data["since"], by=self.by.person)


class MoveToSubgroup(PupilChange):
    name, title, verb = "move-to-subgroup", _("Перевести в подгруппу"), _("Перевести")
    instead_of = forms.ModelChoiceField(
        label=_("из подгруппы"), queryset=Subgroup.objects.none(), required=False, empty_label=_("ни из какой")
    )
    subgroup = forms.ModelChoiceField(
        label=_("в подгруппу"), queryset=Subgroup.objects.none(), required=False, empty_label=_("ни в какую")
    )

    def narrow(self) -> None:
        super().narrow()
        subgroups = Subgroup.objects.filter(school_class__school=self.school).select_related("school_class")
        chosen = self.data.get("enrolment") or self.initial.get("enrolment")
        if str(chosen).isdigit():
            subgroups = subgroups.filter(school_class__enrolments=int(str(chosen)))
        for field in ("instead_of", "subgroup"):
            self.fields[field].queryset = subgroups.order_by("school_class__title", "name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        if not self.cleaned_data.get("instead_of") and not self.cleaned_data.get("subgroup"):
            self.add_error("subgroup", _("Выберите подгруппу."))
        return self.cleaned_data

    def act(self) -> Changed[Any]:
        enrolment, take = self.cleaned_data["enrolment"], self.cleaned_data["instead_of"]
        if self.cleaned_data["subgroup"] is None:
            return actions.take_from_subgroup(enrolment=enrolment, subgroup=take, by=self.by.person)
        return actions.move_to_subgroup(
            enrolment=enrolment, subgroup=self.cleaned_data["subgroup"], instead_of=take, by=self.by.person
        )


class AddParent(PersonChange):
    name, title, verb = "add-parent", _("Добавить родителя"), _("Добавить")
    enrolment = ToldChoice(told=_pupil, label=_("ученик"), queryset=Enrolment.objects.none())
    relation = forms.ChoiceField(label=_("кем приходится"), choices=Guardianship.Relation.choices)
    field_order = ["enrolment", "last_name", "first_name", "middle_name", "person", "relation"]

    def narrow(self) -> None:
        super().narrow()
        self.fields["enrolment"].queryset = _enrolments(self.school)  # type: ignore[attr-defined]

    def about(self) -> Person | None:
        return self.cleaned_data["enrolment"].person if self.cleaned_data.get("enrolment") else None

    @transaction.atomic
    def act(self) -> Changed[Guardianship]:
        return actions.add_parent(
            parent=self.person_meant(),
            child=self.cleaned_data["enrolment"].person,
            relation=self.cleaned_data["relation"],
            school=self.school,
            by=self.by.person,
        )


class RemoveParent(Change):
    name, title, verb, is_grave = "remove-parent", _("Убрать родителя"), _("Убрать"), True
    guardianship = ToldChoice(told=_parent, label=_("родитель"), queryset=Guardianship.objects.none())

    def narrow(self) -> None:
        enrolled = _enrolments(self.school).values("person")
        found = Guardianship.objects.filter(child__in=enrolled).select_related("parent", "child")
        chosen = self.data.get("guardianship") or self.initial.get("guardianship")
        if str(chosen).isdigit():
            found = found.filter(pk=int(str(chosen)))
        self.fields["guardianship"].queryset = found.order_by("parent__last_name", "pk")  # type: ignore[attr-defined]

    def about(self) -> Person | None:
        return self.cleaned_data["guardianship"].child if self.cleaned_data.get("guardianship") else None

    def act(self) -> Changed[None]:
        return actions.remove_parent(guardianship=self.cleaned_data["guardianship"], school=self.school, by=self.by.person)


class ChangeClassTeacher(Change):
    name, title, verb = "change-class-teacher", _("Сменить классного руководителя"), _("Сменить")
    school_class = forms.ModelChoiceField(label=_("класс"), queryset=SchoolClass.objects.none())
    employee = ToldChoice(
        told=_employee,
        label=_("классный руководитель"),
        queryset=Employee.objects.none(),
        required=False,
        empty_label=_("никто"),
    )
    instead_of = forms.ModelChoiceField(queryset=Employee.objects.none(), required=False, widget=forms.HiddenInput)
    since = date_field()

    def narrow(self) -> None:
        self.fields["school_class"].queryset = queries.classes(self.school)  # type: ignore[attr-defined]
        self.fields["employee"].queryset = queries.employees(self.school)  # type: ignore[attr-defined]
        # Those who have left too: the refusal then says who it is now, instead of «no such choice».
        self.fields["instead_of"].queryset = Employee.objects.filter(school=self.school)  # type: ignore[attr-defined]
        chosen = self.initial.get("school_class")
        if not self.is_bound and str(chosen).isdigit():
            led = SchoolClass.objects.filter(pk=int(str(chosen)), school=self.school).first()
            self.initial["instead_of"] = queries.class_teacher(led) if led else None
        elif not self.is_bound:
            self.fields["employee"].help_text = _("Сначала откройте страницу класса: смена начинается с неё.")

    def act(self) -> Changed[Any]:
        return actions.change_class_teacher(
            school_class=self.cleaned_data["school_class"],
            employee=self.cleaned_data["employee"],
            instead_of=self.cleaned_data["instead_of"],
            since=self.cleaned_data["since"],
            by=self.by.person,
        )


class GiveStudyGroup(EmployeeChange):
    name, title, verb = "give-study-group", _("Дать группу по предмету"), _("Дать")
    study_group = forms.ModelChoiceField(label=_("группа"), queryset=StudyGroup.objects.none())

    def narrow(self) -> None:
        super().narrow()
        self.fields["study_group"].queryset = queries.study_groups(self.school).filter(until=None)  # type: ignore[attr-defined]

    def act(self) -> Changed[StudyGroupTeacher]:
        return actions.give_study_group(
            employee=self.cleaned_data["employee"],
            study_group=self.cleaned_data["study_group"],
            by=self.by.person,
        )


class TakeStudyGroup(Change):
    name, title, verb, is_grave = "take-study-group", _("Забрать группу по предмету"), _("Забрать"), True
    teaching = ToldChoice(told=_teaching, label=_("группа и учитель"), queryset=StudyGroupTeacher.objects.none())

    def narrow(self) -> None:
        found = StudyGroupTeacher.objects.filter(school=self.school, study_group__until=None).select_related(
            "employee__person", "study_group__school_class", "study_group__subgroup", "study_group__subject"
        )
        chosen = self.data.get("teaching") or self.initial.get("teaching")
        if str(chosen).isdigit():
            found = found.filter(pk=int(str(chosen)))
        self.fields["teaching"].queryset = found.order_by("study_group__school_class__title", "pk")  # type: ignore[attr-defined]

    def about(self) -> Person | None:
        return self.cleaned_data["teaching"].employee.person if self.cleaned_data.get("teaching") else None

    def act(self) -> Changed[None]:
        teaching = self.cleaned_data["teaching"]
        return actions.take_study_group(employee=teaching.employee, study_group=teaching.study_group, by=self.by.person)


class RenameClass(Change):
    name, title, verb = "rename-class", _("Переименовать класс"), _("Переименовать")
    school_class = forms.ModelChoiceField(label=_("класс"), queryset=SchoolClass.objects.none())
    new_title = _typed(_("новое название"))

    def narrow(self) -> None:
        self.fields["school_class"].queryset = queries.classes(self.school)  # type: ignore[attr-defined]

    def act(self) -> Changed[SchoolClass]:
        return actions.rename_class(
            school_class=self.cleaned_data["school_class"], title=self.cleaned_data["new_title"], by=self.by.person
        )


class MakeClass(Change):
    name, title, verb = "make-class", _("Создать класс"), _("Создать")
    grade = forms.IntegerField(label=_("параллель"), min_value=1, max_value=12)
    class_title = _typed(_("название"))

    def act(self) -> Changed[SchoolClass]:
        try:
            made = actions.make_class(
                school=self.school, grade=self.cleaned_data["grade"], title=self.cleaned_data["class_title"], by=self.by.person
            )
        except Refused as refused:
            # The form's own `title` is its heading.
            raise Refused(refused.sentence, "class_title" if refused.field == "title" else refused.field) from refused
        return Changed(made, [])

    def leads_to(self, record: SchoolClass) -> str:
        return reverse("school-class", args=[self.school.pk, record.pk])


class MakeSubject(Change):
    name, title, verb = "make-subject", _("Создать предмет"), _("Создать")
    subject_name = _typed(_("название"))

    def act(self) -> Changed[Subject]:
        try:
            return Changed(
                actions.make_subject(school=self.school, name=self.cleaned_data["subject_name"], by=self.by.person), []
            )
        except Refused as refused:
            raise Refused(refused.sentence, "subject_name") from refused

    def leads_to(self, record: Subject) -> str:
        return reverse("school-classes", args=[self.school.pk])


class OfClass(Change):
    school_class = forms.ModelChoiceField(label=_("класс"), queryset=SchoolClass.objects.none())

    def narrow(self) -> None:
        self.fields["school_class"].queryset = queries.classes(self.school)  # type: ignore[attr-defined]

    def leads_to(self, record: Any) -> str:
        return reverse("school-class", args=[self.school.pk, record.school_class_id])


class MakeSubgroup(OfClass):
    name, title, verb = "make-subgroup", _("Создать подгруппу"), _("Создать")
    subgroup_name = _typed(_("название"))

    def act(self) -> Changed[Subgroup]:
        try:
            return Changed(
                actions.make_subgroup(
                    school_class=self.cleaned_data["school_class"], name=self.cleaned_data["subgroup_name"], by=self.by.person
                ),
                [],
            )
        except Refused as refused:
            raise Refused(refused.sentence, "subgroup_name" if refused.field == "name" else refused.field) from refused


class MakeStudyGroup(OfClass):
    """In the running school year, or the next."""

    name, title, verb = "make-study-group", _("Создать группу по предмету"), _("Создать")
    subject = forms.ModelChoiceField(label=_("предмет"), queryset=Subject.objects.none())
    subgroup = forms.ModelChoiceField(
        label=_("кто учится"), queryset=Subgroup.objects.none(), required=False, empty_label=_("весь класс")
    )

    def narrow(self) -> None:
        super().narrow()
        self.fields["subject"].queryset = Subject.objects.filter(school=self.school).order_by("name")  # type: ignore[attr-defined]
        subgroups = Subgroup.objects.filter(school_class__school=self.school, school_class__until=None)
        chosen = self.data.get("school_class") or self.initial.get("school_class")
        if str(chosen).isdigit():
            subgroups = subgroups.filter(school_class=int(str(chosen)))
        self.fields["subgroup"].queryset = subgroups.order_by("school_class__title", "name")  # type: ignore[attr-defined]

    def act(self) -> Changed[StudyGroup]:
        year = queries.year_of(self.school, clock.today())
        if year is None:
            raise Refused(str(_("Сначала запишите учебный год: «Расписание школы» → «Учебный год».")))
        made = actions.make_study_group(
            school_class=self.cleaned_data["school_class"],
            subject=self.cleaned_data["subject"],
            subgroup=self.cleaned_data["subgroup"],
            year=year,
            by=self.by.person,
        )
        return Changed(made, [])


def _enrolments(school: School) -> QuerySet[Enrolment]:
    return (
        Enrolment.objects.filter(school=school, until=None)
        .select_related("person", "school_class")
        .order_by("person__last_name", "person__first_name", "pk")
    )


ALL: dict[str, Callable[..., Change]] = {
    change.name: change
    for change in (
        Hire,
        Dismiss,
        AppointAdministrator,
        RemoveAdministrator,
        Enrol,
        Move,
        MoveToSubgroup,
        Withdraw,
        AddParent,
        RemoveParent,
        ChangeClassTeacher,
        GiveStudyGroup,
        TakeStudyGroup,
        RenameClass,
        MakeClass,
        MakeSubject,
        MakeSubgroup,
        MakeStudyGroup,
    )
}
