#!/bin/sh
# Starts Apache Kafka (KRaft, one node) as the embedded broker is set up: SCRAM on both listeners, ACLs, nothing open.
# Passwords come from the files of secrets and go into files that only this container's user can read, never into an argv.
set -eu
umask 077
KAFKA_PASSWORD=$(cat /run/secrets/kafka.password)
KAFKA_CONTROLLER_PASSWORD=$(cat /run/secrets/kafka_controller.password)
folder=/var/lib/kafka/data
properties="$folder/server.properties"
scram='org.apache.kafka.common.security.scram.ScramLoginModule required'
plain='org.apache.kafka.common.security.plain.PlainLoginModule required'
cat > "$properties" <<END
process.roles=broker,controller
node.id=1
controller.quorum.bootstrap.servers=localhost:9093
listeners=INTERNAL://:9092,PARTNER://:9094,CONTROLLER://localhost:9093
advertised.listeners=INTERNAL://kafka:9092,PARTNER://${PARTNER_ADDRESS},CONTROLLER://localhost:9093
listener.security.protocol.map=INTERNAL:SASL_PLAINTEXT,PARTNER:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT
inter.broker.listener.name=INTERNAL
controller.listener.names=CONTROLLER
listener.name.internal.sasl.enabled.mechanisms=SCRAM-SHA-512
listener.name.partner.sasl.enabled.mechanisms=SCRAM-SHA-256
sasl.mechanism.inter.broker.protocol=SCRAM-SHA-512
sasl.mechanism.controller.protocol=PLAIN
listener.name.internal.scram-sha-512.sasl.jaas.config=$scram username="upland" password="${KAFKA_PASSWORD}";
listener.name.partner.scram-sha-256.sasl.jaas.config=$scram;
listener.name.partner.scram-sha-256.connections.max.reauth.ms=60000
listener.name.controller.sasl.enabled.mechanisms=PLAIN
listener.name.controller.plain.sasl.jaas.config=$plain username="controller" password="${KAFKA_CONTROLLER_PASSWORD}" user_controller="${KAFKA_CONTROLLER_PASSWORD}";
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:upland;User:controller
allow.everyone.if.no.acl.found=false
auto.create.topics.enable=false
log.dirs=$folder/log
offsets.topic.replication.factor=1
offsets.retention.minutes=525600
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
broker.heartbeat.interval.ms=500
broker.session.timeout.ms=3000
END
if [ ! -e "$folder/log/meta.properties" ]; then
	rm -rf "$folder/log"
	{
		echo format
		echo --standalone
		echo -t
		/opt/kafka/bin/kafka-storage.sh random-uuid
		echo -c
		echo "$properties"
		echo --add-scram
		echo "SCRAM-SHA-512=[name=upland,password=${KAFKA_PASSWORD}]"
	} > "$folder/format.arguments"
	/opt/kafka/bin/kafka-storage.sh "@$folder/format.arguments"
	rm "$folder/format.arguments"
fi
exec /opt/kafka/bin/kafka-server-start.sh "$properties"
