"""`python -m services.notifications`: the partners' feed over HTTP."""

from services.notifications.app import main

main()
