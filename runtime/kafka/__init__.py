"""Events as Kafka records: written, signed, read whatever their bytes are."""
