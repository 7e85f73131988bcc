"""The addresses of the learning profile."""

from django.urls import path

from zvonok.profiles import pages

urlpatterns = [
    path("profile/", pages.profile, name="profile"),
    path("profile/suspend/", pages.suspend, name="profile-suspend"),
    path("profile/resume/", pages.resume, name="profile-resume"),
    path("profile/child/<int:person_id>/", pages.confirm, name="profile-confirm"),
]
