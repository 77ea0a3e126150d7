"""Statements as asyncpg takes them."""

from sqlalchemy import BigInteger, Text, bindparam, column, select, text

from services.projections.queries.sql.compiled import compiled
from services.projections.queries.sql.joined import PARTIES, goes_by, party

number, word = column("number", BigInteger), column("word", Text)
letter, least = bindparam("letter", type_=Text), bindparam("least", type_=BigInteger)


def test_values_are_in_the_order_of_the_text() -> None:
    statement = select(number).where(word == letter, number > least, number < least + 5)
    result = compiled(statement, {"least": 1, "letter": "a", "other": 0})
    assert result.text == (
        "SELECT number \nWHERE word = $1::VARCHAR AND number > $2::BIGINT AND number < $2::BIGINT + $3::BIGINT"
    )
    assert result.values({"other": 0, "least": 7, "letter": "b"}) == ["b", 7, 5]


def test_values_in_the_statement_are_bound_each_time() -> None:
    statement = select(number).where(word.in_(("a", "b")), number == least)
    result = compiled(statement, {"least": 1})
    assert result.text == "SELECT number \nWHERE word IN ($2::VARCHAR, $3::VARCHAR) AND number = $1::BIGINT"
    assert result.values({"least": 2}) == [2, "a", "b"]


def test_a_statement_is_compiled_once() -> None:
    statement = text("SELECT number FROM numbers WHERE number > :least")
    assert compiled(statement, {"least": 1}) is compiled(statement, {"least": 2})
    assert compiled(statement, {"least": 1}) is not compiled(text(statement.text), {"least": 1})


def test_a_statement_names_parties_only_where_some_entries_are_one() -> None:
    statement = (
        select(party(word).label("of_word")).where(goes_by(word), letter == word).group_by(party(word))
    )
    binds = {"letter": "a", PARTIES: '{"party-b":"party-a"}'}
    assert compiled(statement, binds).text == (
        "SELECT word AS of_word \nWHERE true AND $1::VARCHAR = word GROUP BY word"
    ), "as without links, so that it costs nothing"
    joined = compiled(statement, binds, joined=True)
    expression = "coalesce((SELECT CAST($1::VARCHAR AS JSONB) AS parties) ->> word, word)"
    assert joined.text.count(expression) == 3, "the same each time, which `GROUP BY` needs"
    assert joined.values(binds) == ['{"party-b":"party-a"}', "a"]
