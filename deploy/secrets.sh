#!/bin/sh
# Writes random passwords and keys for docker-compose.yml, a file each, into deploy/secrets; a second run adds only what is
# missing, and takes over what an earlier version kept in deploy/.env. The files can be read by every account, because a container
# sees them with their owners of the host; nobody else gets to them through the folder.
# Servers of others: their addresses with their passwords are in *_database_url (docs/operating.md).
set -eu
here="$(dirname "$0")"
folder="$here/secrets"
umask 022
mkdir -p "$folder"
chmod 700 "$folder"
random() { od -An -vtx1 -N"$1" /dev/urandom | tr -d ' \n'; }
add() {
	[ ! -e "$folder/$1" ] || return 0
	known=
	if [ -e "$here/.env" ]; then
		known=$(sed -n "s/^$(echo "$1" | tr '[:lower:]' '[:upper:]')=//p" "$here/.env" | head -n 1)
	fi
	printf %s "${known:-$2}" > "$folder/$1.new"
	mv "$folder/$1.new" "$folder/$1"
}
for name in owner registry projections notifications \
	kafka kafka_controller kafka_relay kafka_projections kafka_notifications kafka_partners; do
	add "${name}_password" "$(random 32)"
done
add owner_database_url "postgresql://upland:$(cat "$folder/owner_password")@postgres:5432/upland"
for name in registry projections notifications; do
	add "${name}_database_url" "postgresql://upland_$name:$(cat "$folder/${name}_password")@postgres:5432/upland"
done
for name in projections notifications; do
	add "${name}_key" "upl_$(random 4)_$(random 32)"
done
# What wraps the keys to persons' names: whoever loses it has lost the names.
add names_key "$(random 32)"
# By what the consumers know the relay's records on Kafka.
add bus_key "$(random 32)"
# What seals the secrets of partners' channels: without it every partner rotates them.
add channels_key "$(random 32)"
# Certificates (PEM) of the authorities by which Kafka and PostgreSQL of others are known over TLS; empty for the system's.
add kafka_authorities ""
add postgres_authorities ""
