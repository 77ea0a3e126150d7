"""By what the relay reaches PostgreSQL and Kafka, and its clock."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from runtime.database import Connect, connect
from runtime.settings import Settings
from services.registry.relay.broker import Broker
from services.registry.relay.publisher import new_producer
from services.registry.relay.topic import new_consumer


class Clients(NamedTuple):
    """What makes a session of PostgreSQL, and Kafka's three clients; `wall`: seconds since 1970. The simulation has others."""

    connect: Connect = connect
    broker: Callable[[Settings], Broker] = Broker
    consumer: Callable[[Settings], AIOKafkaConsumer] = new_consumer
    producer: Callable[[Settings], AIOKafkaProducer] = new_producer
    wall: Callable[[], float] = time.time
