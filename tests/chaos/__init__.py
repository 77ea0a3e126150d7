"""What nobody would do on purpose: drawn requests and records, in a short form in the gate and a long one by a command."""
