"""The `upland` command: embedded servers, supervision, import, replay, rebuild and verification."""
