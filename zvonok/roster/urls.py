"""The addresses of the diary's pages."""

from django.urls import path

from zvonok.roster import pages

urlpatterns = [
    path("", pages.education, name="home"),
    path("education/", pages.education, name="education"),
    path("my-class/", pages.my_class, name="my-class"),
    path("my-class/<int:enrolment_id>/", pages.my_class, name="my-class-of"),
    path("school/<int:school_id>/", pages.about, name="school-about"),
    path("school/<int:school_id>/staff-room/", pages.staff_room, name="school-staff-room"),
    path("school/<int:school_id>/classes/", pages.classes, name="school-classes"),
    path("school/<int:school_id>/classes/<int:class_id>/", pages.school_class, name="school-class"),
    path("school/<int:school_id>/classes/<int:class_id>/lists/<slug:what>/", pages.class_list, name="class-list"),
    path("school/<int:school_id>/lists/<slug:what>/", pages.school_list, name="school-list"),
    path("school/<int:school_id>/employees/", pages.employees, name="school-employees"),
    path("school/<int:school_id>/people/<int:person_id>/", pages.person_card, name="person-card"),
    path("school/<int:school_id>/change/<slug:name>/", pages.change, name="change"),
]
