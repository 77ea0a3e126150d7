"""Real servers from packages: PostgreSQL 18 and Apache Kafka 4.4, and an in-memory broker for where Kafka cannot be had."""
