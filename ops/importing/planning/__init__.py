"""Commands checked before they are sent, with their keys and their order."""
