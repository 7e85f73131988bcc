"""What is kept of a word that opens something: it can be known again, and not told.

Comes in: a word made of random bits, so it needs no slow hash and no salt. Goes out: its hash. Called by: links into chats,
calendars' addresses, tokens of programs.
"""

import hashlib


def kept(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()
