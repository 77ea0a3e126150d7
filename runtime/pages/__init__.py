"""Pages for people at every service: the guide, the API, the schemas of events, and what each problem means."""
