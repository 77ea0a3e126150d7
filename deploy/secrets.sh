#!/bin/sh
# Writes deploy/.env with random passwords and keys for docker-compose.yml, once; a second run changes nothing.
set -eu
file="$(dirname "$0")/.env"
[ -e "$file" ] && exit 0
umask 077
random() { od -An -vtx1 -N"$1" /dev/urandom | tr -d ' \n'; }
{
	for name in OWNER REGISTRY PROJECTIONS NOTIFICATIONS KAFKA KAFKA_CONTROLLER; do
		echo "${name}_PASSWORD=$(random 32)"
	done
	for name in PROJECTIONS NOTIFICATIONS; do
		echo "${name}_KEY=upl_$(random 4)_$(random 32)"
	done
} > "$file.new"
mv "$file.new" "$file"
