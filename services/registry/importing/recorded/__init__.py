"""What the record holds already: names, commands, and how they match those of a row."""
