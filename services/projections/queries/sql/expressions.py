"""Names for SQLAlchemy's expressions. The columns of its tables have no static types; `Statement` gives the rows theirs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select

AnyColumn = ColumnElement[Any]  # `table.c.name` has no type of its own
AnySelect = Select[Any]  # made of such columns
# Values by the names of a statement's parameters.
Binds = Mapping[str, object]
