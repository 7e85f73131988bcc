"""Trouble that a person can do something about: one sentence, said instead of a traceback.

Comes in: a sentence that says what happened and what to do. Called by: whatever starts engines; caught in `__main__`.
"""


class Trouble(Exception):
    """One sentence for the person at the terminal: what is wrong and what to do."""
