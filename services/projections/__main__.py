"""`python -m services.projections`: the read models, their queries and the dashboard over HTTP."""

import gc

# Nothing that is being loaded is garbage yet: to look for it takes up to a fifth of the start.
gc.disable()

from services.projections.app import main  # noqa: E402

gc.enable()

main()
