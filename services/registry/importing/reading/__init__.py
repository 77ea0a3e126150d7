"""Files as commands: encodings, YAML, JSON-LD, and the folder that they are in."""
