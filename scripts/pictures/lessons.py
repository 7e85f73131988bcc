"""The timetable, a teacher's plan, a remote lesson."""

from playwright.sync_api import Page

from scripts.pictures.studio import Shot, Studio


def first_of_the_plan(page: Page, _studio: Studio) -> None:
    page.locator("li[data-lesson]").nth(1).get_by_role("link", name="Создать дистанционный урок").click()


def remote_one(page: Page, _studio: Studio) -> None:
    page.get_by_role("link", name="Дистанционный", exact=True).first.click()


SHOTS = [
    Shot("timetable", "sibling", "/timetable/"),
    Shot("planning", "class-teacher", "/planning/1/"),
    Shot("remote-form", "class-teacher", "/planning/1/", do=first_of_the_plan),
    Shot("lesson", "class-teacher", "/planning/1/", do=remote_one),
]
