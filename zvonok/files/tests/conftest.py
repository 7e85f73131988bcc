"""The cast, and small contents of every sort. Called by: the tests of this room."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image

from tests.shared_cast import cast, cast_of_module, db
from zvonok.roster.models import Person

__all__ = ["cast", "cast_of_module", "db"]

SignIn = Callable[[Person], "Browser"]


@pytest.fixture(autouse=True)
def storage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The real storage, in a folder of this test's own."""
    monkeypatch.setattr(default_storage, "location", str(tmp_path))
    return tmp_path


class Browser(Client):
    def bring(self, content: bytes, name: str, **more: Any) -> Any:
        return self.generic("POST", f"/api/files?{urlencode({'name': name, **more})}", content, "application/octet-stream")


@pytest.fixture
def sign_in(cast: Any) -> SignIn:
    def signed_in(person: Person) -> Browser:
        browser = Browser()
        browser.force_login(person.user)
        return browser

    return signed_in


def picture(form: str = "JPEG", size: tuple[int, int] = (64, 48), mode: str = "RGB", **options: Any) -> bytes:
    written = io.BytesIO()
    Image.new(mode, size, (200, 30, 30, 128)[: len(mode)]).save(written, form, **options)
    return written.getvalue()


def stored(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
