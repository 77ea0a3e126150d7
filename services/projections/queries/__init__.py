"""Questions to the read models: parameters, statements, and the shapes of the answers."""
