"""The addresses of sign-in that are this house's own; the rest is allauth's, under /accounts/."""

from django.urls import path
from django.views.generic import RedirectView

from zvonok.accounts import pages

urlpatterns = [
    path("accounts/2fa/", RedirectView.as_view(pattern_name="security")),
    path("invitation/", pages.invitation, name="invitation"),
    path("school/<int:school_id>/invitations/", pages.invitations, name="invitations"),
    path("security/", pages.security, name="security"),
    path("security/browsers/", pages.browsers, name="browsers"),
    path("security/browsers/<slug:mark>/sign-out/", pages.sign_out_browser, name="sign-out-browser"),
    path("security/sign-out-everywhere/", pages.sign_out_everywhere, name="sign-out-everywhere"),
]
