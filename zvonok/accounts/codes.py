"""The codes on invitation slips: what they look like, how they are read back, and what of them is kept.

Comes in: what a person typed. Goes out: the code put right, and its fingerprint, which alone is in the database.
Called by: `accounts.invitations`, `accounts.pages`.
"""

import math
import secrets
from typing import Final

from django.utils.crypto import salted_hmac

# No 0, 1, 8, G, I, L, O, Q, S, V, Z: on paper and in a hurry each is taken for another.
ALPHABET: Final = "2345679ABCDEFHJKMNPRTUWXY"
GROUPS: Final = 3
GROUP_LENGTH: Final = 4
BITS: Final = math.log2(len(ALPHABET)) * GROUPS * GROUP_LENGTH
# Who types with the Russian layout on types these.
LOOK_ALIKE: Final = str.maketrans("АВСЕНКМРТХУЕ", "ABCEHKMPTXYE")


def make() -> str:
    """«4KDW-7RMX-B2HN»"""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))


def fingerprint(typed: str) -> str:
    read = "".join(sign for sign in typed.upper().translate(LOOK_ALIKE) if sign.isalnum())[:100]
    return salted_hmac("invitation", read, algorithm="sha256").hexdigest()
