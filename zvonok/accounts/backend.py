"""Who may be signed in: a person who is inactive, or whose user is, is nobody at once, at every door.

Called by: Django and allauth; the gate asks the same backend through the session.
"""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser

from zvonok.accounts.models import User


class Backend(AuthenticationBackend):  # type: ignore[misc]
    def get_user(self, user_id: int) -> User | None:
        """With his person, in one query: every request asks it."""
        user = User.objects.select_related("person").filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        return isinstance(user, User) and user.is_active and user.person.is_active

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Nobody has Django's permissions: what a person may do follows from the roster."""
        return set()
