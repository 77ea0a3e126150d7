"""The read models of this service and their tables. `migrations/sql/0002_projections.sql` creates them."""

from sqlalchemy import MetaData, Table

from services.projections.engine.readmodel import ReadModel
from services.projections.readmodels import (
    agreements,
    bridges,
    changes,
    commitments,
    directory,
    identities,
    matrix,
    membership,
    network,
    search,
    timeline,
    visits,
    worklist,
)

MODELS: tuple[ReadModel, ...] = (
    network.MODEL,
    timeline.MODEL,
    agreements.MODEL,
    matrix.MODEL,
    directory.MODEL,
    identities.MODEL,
    search.MODEL,
    membership.MODEL,
    visits.MODEL,
    commitments.MODEL,
    bridges.MODEL,
    changes.MODEL,
    worklist.MODEL,
)
METADATA = MetaData()
TABLES: dict[str, Table] = {model.name: model.table(METADATA) for model in MODELS}
