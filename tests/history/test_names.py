"""No person of the documents is named anywhere in the repository: functions and organisations only.

The names themselves are not here either. Each name part is stored as the SHA-256 of a salt and its stem (small letters
without diacritics, without a case ending), so a word of the repository is compared by its own first letters.
"""

import re
import subprocess
import unicodedata
from hashlib import sha256
from pathlib import Path

from tests.servers import ROOT

SALT = b"upland: persons are functions\0"
DIGESTS = frozenset(
    {
        "081f0d1726c44d5469964748a5b9b1aff8d37125c98801ce291f2cb7bd7be712",
        "150a5ebb05e14017cb5c69f3f23a622c18b42dc9f9025134524247e16183a7aa",
        "176b762c6b623c08e580d3ea83eb142cd8830da2315bef1c4ba5cc6992f675ca",
        "194468fc413f4a03b8c815d2db0bc98fb2d051063986df271ccb43e5b59074d2",
        "1a528969c749da28a0ea4d8bdcb1487939f481328758381d35d3f24949847a12",
        "209abc34e5eda8d6441aad2aa81211c161c8c0b4c493b1673586ba00abff0749",
        "261741c2466f6e3b4256dfded1f749b5ea3aa5f51b5d795186c6f64952aedc5f",
        "2edb0ab8b28747bebc44c72d7e56e201877a0042b5cc61f2c2ef85f6c7fca9c7",
        "3d1c5b31a9709de250a24f88b1981b849690d5aeef88579abcd1d83ff88ceb7d",
        "3f3862b336332105d168b844716c040a26d5c2f9f44c78a4a0ff075b3d5d4d45",
        "49762b62d951a70ad4e86741ae8cf96b5df30705880af1731df8b0d630506123",
        "68a0d6baa4dd3e1cf99dd8ecb1830bb5672aa8de26a9e0bcd422217998a282db",
        "7c77c72c6fd199f6d46a7d39f8ed023730ba509da3c70202a1f652ffd463d295",
        "7e37a6204f110e2680e7f400d8eb30968ee776dd97c4b1814aa16290ee718171",
        "896f285b1e14a1c2a4f6c73dbd48b721e4cb8f21da9d6feae9fe7e1fcbc6da37",
        "b2cab44afadcc6f819fa5f900a80acc33ca1ee4339fcf099f7aee3fc29311eb8",
        "b884d667a272bb280824d9ec79b1088ac78ace03def822b22145f61f63d8033a",
        "ce5a256bf16ec2265690432e7f153ef5621baf0930484719b3c0829466e745fb",
        "de305675e1aad68fc2aeff2e94b2bceb12646e1a77d26304b9653cc006be2677",
        "de8dfd40c24da49b812884502068ebd7fc7489677b4270f6905334ad8829e6fe",
        "e0b4a2b8e4610333da90dd46db966882d72254f652091a65b3577bfec453f914",
        "e167e26be9453889e4f250f20aa0d44631406c8d1638bc731adaeb6fb8011c7a",
        "f147082c89f80b919dedbd45a65e022d8342b2ee37133d7ef27d1fdfb7309df8",
    }
)
SHORTEST, LONGEST_ENDING = 4, 4
_WORD = re.compile(r"[^\W\d_]+")
# Random letters of checksums are no words; pictures and fonts have none; a list of cities names cities.
_SKIPPED = re.compile(r"(?:\.lock|lock\.json|\.png|\.ico|\.woff2?|\.bin|/map/cities\.json)$")


def digest(stem: str) -> str:
    return sha256(SALT + stem.encode()).hexdigest()


def folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("ł", "l").replace("Ł", "L"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


def stems(word: str) -> list[str]:
    shortest = max(SHORTEST, len(word) - LONGEST_ENDING)
    return [word[:length] for length in range(shortest, len(word) + 1)]


def names_in(text: str) -> set[str]:
    """Words of the text whose stem is that of a name; parts of identifiers like fooBar and foo_bar are words."""
    apart = re.sub(r"(?<=[a-ząćęłńóśźż])(?=[A-ZĄĆĘŁŃÓŚŹŻ])", " ", text)
    words = {folded(word) for word in _WORD.findall(text)} | {folded(word) for word in _WORD.findall(apart)}
    return {word for word in words if any(digest(stem) in DIGESTS for stem in stems(word))}


def repository() -> list[Path]:
    """Files that are, or could be, committed."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    files = [ROOT / name for name in listed.stdout.decode().split("\0") if name and not _SKIPPED.search(name)]
    return [file for file in files if file.is_file()]


def test_no_person_is_named_in_the_repository() -> None:
    matches = {}
    for file in repository():
        text = f"{file.relative_to(ROOT)}\n{file.read_text(encoding='utf-8', errors='replace')}"
        if names := names_in(text):
            matches[str(file.relative_to(ROOT))] = len(names)  # the message must not name them either
    assert matches == {}


def test_a_name_would_be_detected_in_any_case_and_spelling() -> None:
    # A stem of the same kind, which is nobody's: the check itself must work.
    nobody = "niktosiewicz"
    known = {digest(nobody)}
    for written in ("Niktosiewicz", "NIKTOSIEWICZA", "Niktosiewiczowi", "Niktośiewicz"):
        assert known & {digest(stem) for stem in stems(folded(written))}
    assert not known & {digest(stem) for stem in stems("nikt")}
