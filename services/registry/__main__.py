"""`python -m services.registry`: commands, streams and history over HTTP."""

import gc

# Nothing that is being loaded is garbage yet: to look for it takes up to a fifth of the start.
gc.disable()

from services.registry.app import main  # noqa: E402

gc.enable()

main()
