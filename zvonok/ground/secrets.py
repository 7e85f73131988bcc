"""The installation's own secrets, each made once, at the first start that knows of it, and kept for their owner alone in
`var/secrets.json`.

Comes in: the folder `var`. Goes out: the secrets. Called by: settings and the start of NATS.
"""

import base64
import fcntl
import json
import os
import secrets
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import nkeys
from cryptography.hazmat.primitives.asymmetric import ec


@dataclass(frozen=True)
class Secrets:
    """`push_issuer` is the seed of the key that signs who may listen to which subjects; `web_push_key` signs what we give to
    the push services of browsers; with `media_key` we and the media server sign what we tell each other."""

    django_key: str
    push_issuer: str
    push_password: str
    push_system_password: str
    web_push_key: str
    media_key: str


def load(var: Path) -> Secrets:
    path = var / "secrets.json"
    if not path.exists():
        var.mkdir(parents=True, exist_ok=True)
        _write_once(path, _fresh())
    kept = json.loads(path.read_text())
    if _names() - kept.keys():
        kept = _add_new(path)
    return Secrets(**{name: kept[name] for name in _names()})


def _names() -> set[str]:
    return {field.name for field in fields(Secrets)}


def _add_new(path: Path) -> dict[str, str]:
    """An installation of before gets what it has not got yet; one program at a time."""
    with path.with_suffix(".lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        kept: dict[str, str] = asdict(_fresh()) | json.loads(path.read_text())
        half = path.with_suffix(f".{os.getpid()}")
        half.touch(mode=0o600)
        half.write_text(json.dumps(kept, indent=2))
        half.replace(path)
    return kept


def _fresh() -> Secrets:
    seed = nkeys.encode_seed(os.urandom(32), nkeys.PREFIX_BYTE_ACCOUNT)
    return Secrets(
        django_key=secrets.token_urlsafe(48),
        push_issuer=seed.decode(),
        push_password=secrets.token_urlsafe(32),
        push_system_password=secrets.token_urlsafe(32),
        web_push_key=_web_push_key(),
        media_key=secrets.token_urlsafe(48),
    )


def _web_push_key() -> str:
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).decode().rstrip("=")


def _write_once(path: Path, fresh: Secrets) -> None:
    # Two programs may start at the same moment: the link fails for the second, which then reads the first one's.
    half = path.with_suffix(f".{os.getpid()}")
    half.touch(mode=0o600)
    half.write_text(json.dumps(asdict(fresh), indent=2))
    try:
        os.link(half, path)
    except FileExistsError:
        pass
    finally:
        half.unlink()
