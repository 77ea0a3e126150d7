// Follows the feed with the npm package `eventsource`: node follow.js FOLDER URL [KEY]. Prints what its listeners get, a line each.
import { createRequire } from "node:module";
import { join } from "node:path";

const [folder, url, key] = process.argv.slice(2);
const { EventSource } = createRequire(join(folder, "package.json"))("eventsource");

const authorized = (input, init) =>
  fetch(input, { ...init, headers: { ...init.headers, Authorization: `Bearer ${key}` } });
const source = new EventSource(url, key ? { fetch: authorized } : {});
const print = (kind, more) => process.stdout.write(JSON.stringify({ kind, ...more }) + "\n");

// The package lets the process end while it waits to connect again.
setInterval(() => {}, 60_000);
source.onopen = () => print("open", {});
source.onmessage = (event) => print("message", { last: event.lastEventId, id: JSON.parse(event.data).id });
source.onerror = (event) => print("error", { closed: source.readyState === EventSource.CLOSED, code: event.code });
source.addEventListener("cursor", (event) => print("cursor", { last: event.lastEventId, data: JSON.parse(event.data) }));
source.addEventListener("problem", (event) => {
  print("problem", { data: JSON.parse(event.data) });
  source.close();
});
