"""The dictionary's file gives the lemmas that the library's own format gives."""

from __future__ import annotations

from itertools import islice

from simplemma.strategies.dictionaries import StreamDictionaryFactory

from services.projections.text import dictionary


def test_the_file_has_the_lemmas_of_the_package() -> None:
    dictionary.write()  # as `make` does
    package = StreamDictionaryFactory().get_dictionary(dictionary.LANGUAGE)
    written = dictionary.factory().get_dictionary(dictionary.LANGUAGE)
    assert type(written) is not type(package)
    assert len(written) == len(package)
    words = [*islice(package, 0, None, 997), "klastrami", "qqqqqq", "", "ŻÓŁĆ"]
    assert {word: written.get(word) for word in words} == {word: package.get(word) for word in words}
