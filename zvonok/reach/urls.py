"""Which address leads to what. Called by: zvonok.urls."""

from django.urls import path

from zvonok.reach import pages

urlpatterns = [
    path("sw.js", pages.worker, name="worker"),
    path("manifest.webmanifest", pages.manifest, name="manifest"),
]
