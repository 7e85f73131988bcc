"""«Войти как…»: one press in the demo, and nothing at all outside it."""

import pytest
from django.conf import LazySettings
from django.test import Client

from zvonok.accounts.models import User
from zvonok.operations.cast import Cast


def test_it_works(cast: Cast, settings: LazySettings) -> None:
    settings.DEMO = True
    client = Client()
    page = client.get("/demo/sign-in-as/").content.decode()
    assert "Елена Орлова" in page
    assert "классный руководитель 10\N{NO-BREAK SPACE}А" in page
    assert "родитель: Александр, Дарья" in page
    assert client.post("/demo/sign-in-as/", {"username": "class-teacher"})["Location"] == "/"
    assert client.get("/security/").status_code == 200
    client.post("/demo/sign-in-as/", {"username": "sibling"})
    assert "Александр И." in client.get("/profile/").content.decode()


def test_somebody_signs_in_as_one_of_the_cast_outside_the_demo(cast: Cast, client: Client) -> None:
    assert client.get("/demo/sign-in-as/").status_code == 404
    assert client.post("/demo/sign-in-as/", {"username": "head"}).status_code == 404
    assert client.get("/profile/").status_code == 302


@pytest.mark.parametrize("password", ["md5$a$b", "!unusable"])
def test_somebody_signs_in_as_one_who_has_a_sign_in_of_his_own(cast: Cast, settings: LazySettings, password: str) -> None:
    settings.DEMO = True
    User.objects.filter(person=cast.head).update(password=password)
    client = Client()
    assert client.post("/demo/sign-in-as/", {"username": "head"}).status_code == 404
    assert client.get("/profile/").status_code == 302
