"""What an export writes and an import reads: tables' columns, commands of recorded events, the registry's history."""
