"""`python -m services.registry.relay`: publishes the log to Kafka."""

from services.registry.relay.app import main

main()
