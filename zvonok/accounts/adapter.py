"""How allauth is bent to this house: nobody signs up by himself, and a changed password ends the other sessions.

Called by: allauth.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from zvonok.accounts import actions
from zvonok.accounts.models import User
from zvonok.ground.own_page import own_page

WRONG = _("Имя, почта или пароль не подходят. Проверьте раскладку клавиатуры и большие буквы.")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    # One sentence whatever is wrong: it does not say whether there is such a name.
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": WRONG,
        "email_password_mismatch": WRONG,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Paths alone: a word would be looked for among the names of addresses, and not found."""
        return bool(url and own_page(context.request, url))

    def set_password(self, user: User, password: str) -> None:
        """The session in which it was changed goes on; whoever else knew the old one is out."""
        super().set_password(user, password)
        request = context.request
        this = request.session.session_key if request and request.user.is_authenticated else None
        actions.sign_out_everywhere(person=user.person, by=user.person, but=this or "")


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def authenticate_by_email(self, sociallogin: SocialLogin) -> Any:
        """Only by an address that both sides have verified: the server of sign-in, and we, by a letter."""
        found = super().authenticate_by_email(sociallogin)
        if found and EmailAddress.objects.filter(user=found[0], email__iexact=found[1], verified=True).exists():
            return found
        return None
