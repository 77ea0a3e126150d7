"""Tables: a header and cells are read, and each row becomes commands."""
