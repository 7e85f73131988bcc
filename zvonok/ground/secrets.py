"""The installation's own secrets, made once at the first start and kept in `var/secrets.json` for its owner alone.

Comes in: the folder `var`. Goes out: the secrets. Called by: settings and the start of NATS.
"""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

import nkeys


@dataclass(frozen=True)
class Secrets:
    """`push_issuer` is the seed of the key that signs who may listen to which subjects."""

    django_key: str
    push_issuer: str
    push_password: str
    push_system_password: str


def load(var: Path) -> Secrets:
    path = var / "secrets.json"
    if not path.exists():
        var.mkdir(parents=True, exist_ok=True)
        _write_once(path, _fresh())
    return Secrets(**json.loads(path.read_text()))


def _fresh() -> Secrets:
    seed = nkeys.encode_seed(os.urandom(32), nkeys.PREFIX_BYTE_ACCOUNT)
    return Secrets(
        django_key=secrets.token_urlsafe(48),
        push_issuer=seed.decode(),
        push_password=secrets.token_urlsafe(32),
        push_system_password=secrets.token_urlsafe(32),
    )


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
