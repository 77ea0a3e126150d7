"""Statements as asyncpg takes them."""

from sqlalchemy import BigInteger, Text, bindparam, column, select, text

from services.projections.queries.sql.compiled import compiled

number, word = column("number", BigInteger), column("word", Text)
told, least = bindparam("told", type_=Text), bindparam("least", type_=BigInteger)


def test_values_stand_in_the_order_of_the_text() -> None:
    asked = select(number).where(word == told, number > least, number < least + 5)
    found = compiled(asked, {"least": 1, "told": "a", "other": 0})
    assert found.text == (
        "SELECT number \nWHERE word = $1::VARCHAR AND number > $2::BIGINT AND number < $2::BIGINT + $3::BIGINT"
    )
    assert found.values({"other": 0, "least": 7, "told": "b"}) == ["b", 7, 5]


def test_what_the_statement_holds_itself_is_bound_each_time() -> None:
    asked = select(number).where(word.in_(("a", "b")), number == least)
    found = compiled(asked, {"least": 1})
    assert found.text == "SELECT number \nWHERE word IN ($2::VARCHAR, $3::VARCHAR) AND number = $1::BIGINT"
    assert found.values({"least": 2}) == [2, "a", "b"]


def test_a_statement_is_compiled_once() -> None:
    asked = text("SELECT number FROM numbers WHERE number > :least")
    assert compiled(asked, {"least": 1}) is compiled(asked, {"least": 2})
    assert compiled(asked, {"least": 1}) is not compiled(text(asked.text), {"least": 1})
