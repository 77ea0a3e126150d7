"""`python -m services.registry.relay`: publishes the log to Kafka."""

import gc

# Nothing that is being loaded is garbage yet: to look for it takes up to a fifth of the start.
gc.disable()

from services.registry.relay.app import main  # noqa: E402

gc.enable()

main()
