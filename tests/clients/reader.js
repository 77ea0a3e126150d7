// `reader.js OUTPUT JOURNAL WAY [START]`: follows an instance and appends a line for each event that it handles.
// WAY: `follow`, `end` (the feed to its end), `live` (the stream), `missed`, `restart` (as after a restore, then to the end).
import { appendFileSync } from "node:fs";

import { FileStore } from "../../clients/javascript/src/file.js";
import { Client, Journal, OtherEpoch, Refused } from "../../clients/javascript/src/index.js";

const [output, stored, way, start] = process.argv.slice(2);
const client = new Client(process.env.UPLAND_URL, { key: process.env.UPLAND_KEY });
const journal = await Journal.open(new FileStore(stored));
if (way === "restart") await journal.restart();
const events =
  way === "live"
    ? client.live(journal, { start })
    : way === "missed"
      ? client.missed(journal)
      : client.follow(journal, { start, end: way !== "follow", limit: 7 });
try {
  for await (const event of events) {
    appendFileSync(output, `${JSON.stringify({ id: event.id, time: event.time })}\n`);
  }
} catch (error) {
  if (error instanceof OtherEpoch) process.exit(3);
  if (error instanceof Refused) process.exit([401, 403].includes(error.status) ? 4 : 5);
  throw error;
}
