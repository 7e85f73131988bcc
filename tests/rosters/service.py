"""A real OneRoster service on loopback that tells of a school, well or in any of the ways that services fail.

Comes in: a school of `model`, a version, how it behaves. Goes out: a server; what it was asked. Called by: exchange's tests.
"""

import base64
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.rosters import oneroster
from tests.rosters.model import School

LISTS = {"grades", "subjects", "subjectCodes", "periods"}
# Columns of the files that are objects in the service.
LINKS = {
    "parentSourcedId": "parent", "orgSourcedId": "org", "schoolYearSourcedId": "schoolYear", "courseSourcedId": "course",
    "schoolSourcedId": "school", "classSourcedId": "class", "userSourcedId": "user", "primaryOrgSourcedId": "primaryOrg",
}  # fmt: skip
LINK_LISTS = {"termSourcedIds": "terms", "orgSourcedIds": "orgs", "agentSourcedIds": "agents"}
CLIENT, SECRET = "zvonok", "очень тайно"


def collections(school: School, version: str, *, dated: bool = True) -> dict[str, list[dict[str, Any]]]:
    """`dated`: with the days of one school year; without them it is always now."""
    tables = oneroster.tables(school, version)
    found = {name: [_object(row, dated) for row in rows] for name, (_columns, rows) in tables.items()}
    if not dated:
        found["academicSessions"] = []
    profiles = found.pop("userProfiles", [])
    assert version == "1.1" or profiles
    roles: dict[str, list[dict[str, Any]]] = {}
    for role in found.pop("roles", []):
        told: dict[str, Any] = {
            name: role[name] for name in ("roleType", "role", "org", "beginDate", "endDate") if name in role
        }
        roles.setdefault(role["user"]["sourcedId"], []).append(told)
    for user in found["users"] if version == "1.2" else ():
        user["roles"] = roles.get(user["sourcedId"], [])
    return found


@dataclass
class Service:
    port: int
    collections: dict[str, list[dict[str, Any]]]
    page: int = 10
    by_link: bool = True
    # The first so many requests for a collection are answered so; then as it should be.
    statuses: list[int] = field(default_factory=list)
    absent: tuple[str, ...] = ()
    token_requests_max: int = 1000
    # Instead of a collection's answer.
    body: bytes | None = None
    next_link: str = ""
    is_endless: bool = False
    asked: list[str] = field(default_factory=list)
    tokens: dict[str, int] = field(default_factory=dict)
    scopes: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/ims/oneroster"

    @property
    def token_address(self) -> str:
        return f"http://127.0.0.1:{self.port}/token"


@contextmanager
def service(told: Mapping[str, list[dict[str, Any]]], **how: Any) -> Iterator[Service]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    one = Service(server.server_port, dict(told), **how)
    server.service = one  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield one
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        login = base64.b64decode(self.headers["Authorization"].removeprefix("Basic ")).decode()
        if login != f"{CLIENT}:{SECRET}" or asked["grant_type"] != ["client_credentials"]:
            self._answer(401, b"{}")
            return
        to = self._to
        to.scopes += asked.get("scope", [])
        word = f"word-{len(to.tokens)}"
        to.tokens[word] = to.token_requests_max
        self._answer(200, json.dumps({"access_token": word, "token_type": "bearer"}).encode())

    def do_GET(self) -> None:
        to = self._to
        to.asked.append(self.path)
        word = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if to.tokens.get(word, 0) <= 0:
            self._answer(401, b"{}")
            return
        to.tokens[word] -= 1
        if to.statuses:
            self._answer(to.statuses.pop(0), b"{}", {"Retry-After": "0", "Location": "http://127.0.0.1:1/elsewhere"})
            return
        parts = urlsplit(self.path)
        name = parts.path.rpartition("/")[2]
        if name in to.absent or name not in to.collections:
            self._answer(404, b"{}")
            return
        if to.body is not None:
            self._answer(200, to.body)
            return
        self._answer_page(to, name, {key: words[0] for key, words in parse_qs(parts.query).items()})

    def _answer_page(self, to: Service, name: str, asked: Mapping[str, str]) -> None:
        rows = to.collections[name]
        if "filter" in asked:
            rows = [row for row in rows if row.get("dateLastModified", "") > asked["filter"].split("'")[1]]
        offset = 0 if to.is_endless else int(asked["offset"])
        page = rows[offset : offset + to.page]
        headers = {}
        if to.by_link:
            following = f"/ims/oneroster/{name}?limit={asked['limit']}&offset={int(asked['offset']) + to.page}"
            if to.next_link:
                headers["Link"] = f'<{to.next_link}>; rel="next"'
            elif to.is_endless or offset + to.page < len(rows):
                headers["Link"] = f'<{following}>; rel="next"'
        else:
            headers["X-Total-Count"] = str(len(rows))
        self._answer(200, json.dumps({name: page}).encode(), headers)

    def _answer(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, word in (headers or {}).items():
            self.send_header(name, word)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    @property
    def _to(self) -> Service:
        return self.server.service  # type: ignore[attr-defined, no-any-return]

    def log_message(self, *_words: object) -> None:
        pass


def _object(row: Mapping[str, str], dated: bool) -> dict[str, Any]:
    made: dict[str, Any] = {"status": "active", "dateLastModified": oneroster.MODIFIED}
    for name, word in row.items():
        if not word or name in made or (not dated and name in ("beginDate", "endDate", "termSourcedIds")):
            continue
        if name in LINKS:
            made[LINKS[name]] = {"sourcedId": word, "type": "x", "href": "https://example.org"}
        elif name in LINK_LISTS:
            made[LINK_LISTS[name]] = [{"sourcedId": one} for one in word.split(",")]
        elif name in LISTS:
            made[name] = word.split(",")
        else:
            made[name] = word
    return made
