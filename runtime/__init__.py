"""What every service stands on: settings, database, bus, security, telemetry, errors, and the two shells."""
