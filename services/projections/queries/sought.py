"""What somebody searches for, as PostgreSQL takes it. Made of letters and digits alone, so that nothing needs quoting."""

from __future__ import annotations

from typing import NamedTuple

from services.projections import stemming
from services.projections.queries.parameters import wrong

LONGEST = 200
MOST_WORDS = 10


class Sought(NamedTuple):
    """A question, as tsqueries for names as a whole, for their words, and for the words of other texts.

    `whole` and `short` are the key of a name, and of an abbreviation or number, that is just what was typed.
    """

    keys: str
    words: str
    texts: str
    whole: str
    short: str


def sought(text: str, kind: str | None = None) -> Sought | None:
    """The question in a text; None when the text has no letter and no digit.

    Each word is met by words that begin with it and by its other forms; outside of names only the last word, which may
    not be typed to its end, can be a beginning: the beginnings of several common words take too long to find. Single
    letters count only where there is nothing else: then they begin a name or an abbreviation.

    Args:
        kind: what kind of thing is wanted.

    Raises:
        Malformed: the text is longer than `LONGEST` signs or has more than `MOST_WORDS` words.
    """
    if len(text) > LONGEST:
        raise wrong("q", f"is longer than {LONGEST} signs")
    whole, short = " ".join(stemming.plain(text)), stemming.compact(text)
    if not short:
        return None
    # By word: its other forms. A word that is typed again counts where it stands last.
    others: dict[str, str] = {}
    for word in stemming.words(text):
        for plain in stemming.plain(word):
            if len(plain) > 1:
                others.pop(plain, None)
                others[plain] = "".join(f" | '{form}'" for form in stemming.asked(word) if form != plain)
    if len(others) > MOST_WORDS:
        raise wrong("q", f"has more than {MOST_WORDS} words")
    only = [f"'#{kind}'"] if kind else []
    ended = [f"('{plain}'{forms})" for plain, forms in others.items()]
    begun = [f"('{plain}':*{forms})" for plain, forms in others.items()]
    return Sought(
        keys=" & ".join([f"('={short}' | '{whole}':*)", *only]),
        words=" & ".join([*begun, *only]) if others else "",
        texts=" & ".join([*ended[:-1], *begun[-1:], *only]) if others else "",
        whole=whole,
        short=f"={short}",
    )
