"""Which address leads to what. Called by: zvonok.urls."""

from django.urls import path

from zvonok.reach import digest_pages, pages

urlpatterns = [
    path("digest/", digest_pages.settings_page, name="digest"),
    path("digest/leave/<str:token>/", digest_pages.leave_page, name="digest-leave"),
    path("sw.js", pages.worker, name="worker"),
    path("manifest.webmanifest", pages.manifest, name="manifest"),
]
