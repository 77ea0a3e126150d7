"""The live channel, `GET /v1/stream`: the same feed as server-sent events, whose ids are its cursors."""
