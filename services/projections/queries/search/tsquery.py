"""Converts search text to tsqueries. They contain only letters and digits of the text, so nothing needs quoting."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from services.projections.queries.http.parameters import wrong
from services.projections.readmodels.search import ANY
from services.projections.text import stemming

LONGEST = 200
MOST_WORDS = 10
_QUOTED = re.compile('["„”“«»]([^"„”“«»]+)["„”“«»]')


class SearchQuery(NamedTuple):
    """A question as tsqueries for full names, for words of names, and for words of other texts.

    `name_key` and `short_key` are the keys of a name, and of an abbreviation or number, equal to the text. `together` is for
    words in several texts of one stream, empty for a single word; `parts` are these words one by one. `phrases` are the
    quoted words, plain, with single spaces.
    """

    keys: str
    words: str
    texts: str
    together: str
    name_key: str
    short_key: str
    parts: list[str]
    phrases: tuple[str, ...]


def parse_search(text: str, kinds: Sequence[str] = ()) -> SearchQuery | None:
    """Parse a question; None if the text has no letter and no digit.

    A word matches its other forms and words that begin with it. Outside of names, only the last word, which may be incomplete,
    matches as a prefix, because prefixes of several common words are slow. Single letters count only if there is nothing else,
    as the beginning of a name or an abbreviation; or with points between them, as one word. Quoted words match exactly, and
    must be adjacent.

    Args:
        kinds: the kinds to search for; all when empty.

    Raises:
        Malformed: the text is longer than `LONGEST` characters or has more than `MOST_WORDS` words.
    """
    if len(text) > LONGEST:
        raise wrong("q", f"is longer than {LONGEST} signs")
    full, short = " ".join(stemming.plain_words(text)), stemming.compact(text)
    if not short:
        return None
    phrases = tuple(
        dict.fromkeys(
            filter(None, (" ".join(stemming.plain_words(quoted)) for quoted in _QUOTED.findall(text)))
        )
    )
    exact = {word for phrase in phrases for word in phrase.split()}
    # Word → its other forms. A repeated word counts at its last place.
    others: dict[str, str] = {}
    for word, pointed in _words(text):
        exact |= {word} if pointed else set()
        for plain in stemming.plain_words(word):
            if len(plain) > 1:
                others.pop(plain, None)
                forms = () if plain in exact else stemming.query_stems(word)
                others[plain] = "".join(f" | '{form}'" for form in forms if form != plain)
    if len(others) > MOST_WORDS:
        raise wrong("q", f"has more than {MOST_WORDS} words")
    marks = " | ".join(f"'#{kind}'" for kind in kinds)
    only = [f"({marks})"] if kinds else []
    ended = [f"('{plain}'{forms})" for plain, forms in others.items()]
    begun = [
        word if plain in exact else f"('{plain}':*{others[plain]})"
        for plain, word in zip(others, ended, strict=True)
    ]
    parts = [*ended[:-1], *begun[-1:]]
    texts = " & ".join([*parts, *only]) if others else ""
    return SearchQuery(
        keys=" & ".join([f"('={short}' | '{full}':*)", *only]),
        words=" & ".join([*begun, *only]) if others else "",
        texts=texts,
        together=" & ".join([f"('{ANY}' | ({' & '.join(parts)}))", *only]) if len(parts) > 1 else "",
        name_key=full,
        short_key=f"={short}",
        parts=parts,
        phrases=phrases,
    )


def _words(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the words, and whether each consists of letters with points between them, such as S.A."""
    for chunk in text.split():
        parts = stemming.words(chunk)
        if len(parts) > 1 and all(len(part) == 1 for part in parts):
            yield stemming.compact(chunk), True
        else:
            yield from ((part, False) for part in parts)
