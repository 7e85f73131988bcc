"""The configuration of our own `livekit-server`: sound and picture of calls, on ports of its own.

Comes in: ports, its key, where it tells us what happens. Goes out: a configuration file and a command.
Called by: `zvonok serve`, the tests, `zvonok doctor`.
"""

import ipaddress
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zvonok.ground.nats_server import is_listening
from zvonok.ground.trouble import Trouble

KEY = "zvonok"
HOUSE = Path(__file__).resolve().parent.parent.parent
BUILT = HOUSE / ".tools" / "livekit-server"


@dataclass(frozen=True)
class Turn:
    """For browsers that get out by one port alone: our own relay, under a name with a certificate."""

    domain: str
    certificate: str
    certificate_key: str


@dataclass(frozen=True)
class MediaServer:
    """`address` is where browsers find this machine; empty: as the machine itself sees it."""

    host: str
    port: int
    tcp_port: int
    udp_port: int
    address: str
    webhook: str
    turn: Turn | None
    var: Path

    def command(self, secret: str) -> list[str]:
        path = self.var / "livekit.json"
        path.touch(mode=0o600)
        # JSON is YAML too, and needs no escaping of its own.
        path.write_text(json.dumps(self._configuration(secret), indent=2))
        return [program(), "--config", str(path)]

    def is_ready(self) -> bool:
        return is_listening(self.host, self.port)

    def _configuration(self, secret: str) -> dict[str, Any]:
        rtc: dict[str, Any] = {"tcp_port": self.tcp_port, "udp_port": self.udp_port, "use_external_ip": False}
        if _is_loopback(self.host):
            rtc |= {"node_ip": "127.0.0.1", "enable_loopback_candidate": True, "ips": {"includes": ["127.0.0.1/32"]}}
        elif self.address:
            rtc |= {"node_ip": self.address}
        told: dict[str, Any] = {
            "port": self.port,
            "bind_addresses": [self.host],
            "rtc": rtc,
            "keys": {KEY: secret},
            # A ticket alone makes no room: whoever enters has passed a door of ours, which made it.
            "room": {"auto_create": False},
            "webhook": {"api_key": KEY, "urls": [self.webhook]},
            "logging": {"level": "warn", "pion_level": "error"},
        }
        if self.turn:
            told["turn"] = {
                "enabled": True,
                "domain": self.turn.domain,
                "udp_port": 3478,
                "tls_port": 5349,
                "cert_file": self.turn.certificate,
                "key_file": self.turn.certificate_key,
            }
        return told


def program() -> str:
    found = str(BUILT) if BUILT.exists() else shutil.which("livekit-server")
    if not found:
        raise Trouble("Нет программы livekit-server. Выполните make setup или задайте LIVEKIT_URL.")
    return found


def is_there() -> bool:
    return BUILT.exists() or shutil.which("livekit-server") is not None


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
