"""The webhook channel: each event is posted to the partner's own address, signed by Standard Webhooks."""
