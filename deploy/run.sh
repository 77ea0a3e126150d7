#!/bin/sh
# Starts a process of the image. A file in /run/secrets that is called like a variable becomes that variable, so no secret is
# in a container's configuration, where `docker inspect` shows it. Kafka's authorities count where their file is not empty.
# Each container is an instance of its own: its name is its consumers' member id.
set -eu
for file in "${SECRETS_FOLDER:-/run/secrets}"/*; do
	name=${file##*/}
	case $name in '' | [!A-Z]* | *[!A-Z0-9_]*) continue ;; esac
	value=$(cat "$file")
	export "$name=$value"
done
if [ -s "${SECRETS_FOLDER:-/run/secrets}/kafka.pem" ]; then
	: "${UPLAND_KAFKA_CA_FILE:=${SECRETS_FOLDER:-/run/secrets}/kafka.pem}"
	export UPLAND_KAFKA_CA_FILE
fi
: "${UPLAND_INSTANCE:=$(hostname)}"
export UPLAND_INSTANCE
exec "$@"
