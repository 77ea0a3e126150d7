"""What the consumers set aside, from the command line."""
