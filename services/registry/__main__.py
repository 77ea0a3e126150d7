"""`python -m services.registry`: commands, streams and history over HTTP."""

from services.registry.app import main

main()
