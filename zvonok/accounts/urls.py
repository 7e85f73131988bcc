"""The addresses of sign-in that are this house's own; the rest is allauth's, under /accounts/."""

from django.urls import path

from zvonok.accounts import pages

urlpatterns = [
    path("security/", pages.security, name="security"),
    path("security/browsers/", pages.browsers, name="browsers"),
    path("security/browsers/<slug:mark>/sign-out/", pages.sign_out_browser, name="sign-out-browser"),
    path("security/sign-out-everywhere/", pages.sign_out_everywhere, name="sign-out-everywhere"),
]
