"""The messenger can be installed: a manifest, a worker for the whole site, and nothing left after signing out."""

from django.test import Client

from zvonok.operations.cast import Cast


def test_it_works(cast: Cast, client: Client) -> None:
    worker = client.get("/sw.js")
    assert worker.headers["Service-Worker-Allowed"] == "/"
    assert worker.headers["Content-Type"].startswith("text/javascript")
    assert "no-cache" in worker.headers["Cache-Control"]
    assert worker.content.decode().startswith("const build = '")


def test_the_manifest_names_the_messenger_and_icons_that_are_there(cast: Cast, client: Client) -> None:
    manifest = client.get("/manifest.webmanifest")
    assert manifest.headers["Content-Type"] == "application/manifest+json"
    told = manifest.json()
    assert (told["name"], told["start_url"]) == ("Звонок", "/messenger/")
    assert "maskable" in {icon.get("purpose") for icon in told["icons"]}
    assert all(client.get(icon["src"]).status_code == 200 for icon in told["icons"])


def test_signing_out_leaves_nothing_in_the_browser(cast: Cast, client: Client) -> None:
    client.force_login(cast.sibling.user)
    assert client.post("/accounts/logout/").headers["Clear-Site-Data"] == '"storage"'
