"""What the OpenAPI documents of the services share: their frame, common schemas, and how they are written and served."""
