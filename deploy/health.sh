#!/bin/bash
# For containers: whether the service on UPLAND_PORT is ready. No process but this shell: the check runs every few seconds.
exec 3<> "/dev/tcp/127.0.0.1/$UPLAND_PORT" || exit 1
printf 'GET /health/ready HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' >&3
read -r -t 2 _ status _ <&3
[ "$status" = 200 ]
