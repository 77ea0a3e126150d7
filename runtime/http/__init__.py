"""How every service answers over HTTP: the frame around the application, its limits, its server."""
