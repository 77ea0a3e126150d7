"""Files in: read, looked over, rehearsed and sent to the registry, with a report for each line."""
