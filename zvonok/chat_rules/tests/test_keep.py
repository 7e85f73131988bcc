"""The heart at work on the cast: what the design's tables say, sentence by sentence."""

from zvonok.chat_rules.actions import open_class_chat, open_parents_chat, open_staff_room, open_subject_chat
from zvonok.messenger.models import Chat, Place
from zvonok.operations.cast import Cast
from zvonok.roster.models import Person


def places(chat: int) -> dict[Person, int]:
    return {place.person: place.role for place in Place.objects.filter(chat=chat).select_related("person")}


def test_it_works(cast: Cast) -> None:
    opened = open_staff_room(school=cast.school, by=cast.class_teacher)
    assert opened.is_new
    assert places(opened.chat_id) == {
        cast.head: 2,
        cast.administrator: 2,
        cast.class_teacher: 1,
        cast.other_class_teacher: 1,
        cast.teacher_and_parent: 1,
    }
    assert Chat.objects.get(pk=opened.chat_id).title == "Учительская"
    assert open_staff_room(school=cast.school, by=cast.head).chat_id == opened.chat_id
    klass = open_class_chat(school_class=cast.class_10a, by=cast.sibling)
    assert places(klass.chat_id) == {cast.class_teacher: 2, cast.sibling: 1, cast.other_sibling: 1, cast.classmate: 1}
    parents = open_parents_chat(school_class=cast.class_10a, by=cast.parent_of_both)
    assert places(parents.chat_id) == {cast.class_teacher: 2, cast.parent_of_both: 1, cast.parent_of_two: 1}
    subject = open_subject_chat(study_group=cast.geography_demo6, by=cast.class_teacher)
    assert places(subject.chat_id) == {cast.class_teacher: 2, cast.child_of_teacher: 1}
    assert Chat.objects.get(pk=subject.chat_id).title == "Демо 6 - География"
