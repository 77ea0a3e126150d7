"""`python -m services.projections`: the read models, their queries and the dashboard over HTTP."""

from services.projections.app import main

main()
