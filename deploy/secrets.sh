#!/bin/sh
# Writes deploy/.env with random passwords and keys for docker-compose.yml; a second run adds only what is missing.
set -eu
file="$(dirname "$0")/.env"
umask 077
touch "$file"
cp "$file" "$file.new"
random() { od -An -vtx1 -N"$1" /dev/urandom | tr -d ' \n'; }
add() { grep -q "^$1=" "$file.new" || echo "$1=$2" >> "$file.new"; }
for name in OWNER REGISTRY PROJECTIONS NOTIFICATIONS \
	KAFKA KAFKA_CONTROLLER KAFKA_RELAY KAFKA_PROJECTIONS KAFKA_NOTIFICATIONS KAFKA_PARTNERS; do
	add "${name}_PASSWORD" "$(random 32)"
done
for name in PROJECTIONS NOTIFICATIONS; do
	add "${name}_KEY" "upl_$(random 4)_$(random 32)"
done
# What wraps the keys to persons' names: whoever loses it has lost the names.
add NAMES_KEY "$(random 32)"
# By what the consumers know the relay's records on Kafka.
add BUS_KEY "$(random 32)"
# What seals the secrets of partners' channels: without it every partner rotates them.
add CHANNELS_KEY "$(random 32)"
mv "$file.new" "$file"
