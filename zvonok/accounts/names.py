"""How a user is called on the pages of sign-in.

Called by: allauth.
"""

from zvonok.accounts.models import User


def display(user: User) -> str:
    return user.person.short_name
