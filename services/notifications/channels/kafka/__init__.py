"""The Kafka channel: a topic of the partner's own, its credentials and rights, and what fills it."""
