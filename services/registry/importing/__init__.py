"""Tables and files of facts as commands: read, compared with the record, sent, and reported line by line."""
