"""What operators see of a service and do with it: dead letters, rebuilds, and the audit trail of their actions."""
