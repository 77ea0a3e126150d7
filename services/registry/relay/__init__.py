"""The relay: publishes the log to Kafka."""
