"""Commands and events, one file for each aggregate. `contracts.catalogue` lists them all."""
