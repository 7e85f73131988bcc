"""The diary: its pages, and those of the school's administrator."""

from playwright.sync_api import Page

from scripts.pictures.studio import Shot, Studio


def show_change(page: Page, _studio: Studio) -> None:
    page.get_by_role("button", name="Показать, что изменится").click()


SHOTS = [
    Shot("sign-in-as", "", "/demo/sign-in-as/", whole=True),
    Shot("staff-room", "class-teacher", "/school/1/staff-room/"),
    Shot("class", "class-teacher", "/school/1/classes/1/"),
    Shot("my-class", "sibling", "/my-class/"),
    Shot("my-class-parent", "parent-of-two", "/my-class/", phone=True),
    Shot("employees", "administrator", "/school/1/employees/"),
    Shot("change", "administrator", "/school/1/change/dismiss/?employee=4", do=show_change),
    Shot("open", "other-class-teacher", "/chats/open/class/2/"),
    Shot("profile", "without-profile", "/profile/", whole=True),
    Shot("child-profile", "parent-of-two", "/profile/", phone=True),
    Shot("security", "class-teacher", "/security/", whole=True),
    Shot("invitations", "administrator", "/school/1/invitations/"),
    Shot("switches", "administrator", "/school/1/switches/", whole=True),
]
