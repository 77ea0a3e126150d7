"""Administration of Kafka: the topic, and what each service may do there."""
