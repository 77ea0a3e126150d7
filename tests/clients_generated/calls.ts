// What a partner writes with openapi-fetch and the generated types. Prints a line for each call.
// Arguments: the addresses of registry, projections and notifications, and a key.
import createClient from "openapi-fetch";
import type { ClusterFounded } from "./models/ClusterFounded.ts";
import type { paths as Notifications } from "./notifications.d.ts";
import type { paths as Projections } from "./projections.d.ts";
import type { paths as Registry } from "./registry.d.ts";

const [registry, projections, notifications, key] = process.argv.slice(2);
const headers = { Authorization: `Bearer ${key}` };
const record = createClient<Registry>({ baseUrl: registry, headers });
const documents = createClient<Registry, "application/json">({ baseUrl: registry, headers });
const views = createClient<Projections, "application/json">({ baseUrl: projections, headers });
const events = createClient<Notifications>({ baseUrl: notifications, headers });

async function given<T>(answer: Promise<{ data?: T; error?: unknown }>): Promise<T> {
  const { data, error } = await answer;
  if (data === undefined) throw new Error(JSON.stringify(error));
  return data;
}

const found = (idempotencyKey: string) =>
  record.POST("/v1/clusters/{id}/found", {
    params: { path: { id: "zywiec" }, header: { "Idempotency-Key": idempotencyKey } },
    body: { names: { pl: "Żywiecka Dolina", en: "Żywiec Valley" } },
  });
const appended = await given(found("first"));
console.log("command", appended.events[0]?.id, appended.events[0]?.type);
const refused = await found("second");
console.log("refused", refused.error?.status, (refused.error as { rule?: string }).rule);

const line = { collection: "clusters", id: "zywiec", verb: "dissolve", key: "third", body: {} };
const lines = await given(
  record.POST("/v1/commands", {
    body: `${JSON.stringify(line)}\n`,
    bodySerializer: (body) => body,
    headers: { "Content-Type": "application/x-ndjson" },
    parseAs: "text",
  }),
);
console.log("commands", JSON.parse(lines).status);
const log = (await given(
  record.GET("/v1/history", { params: { query: { type: "ClusterFounded,ClusterDissolved" } } }),
)) as { id: string; data: unknown }[];
const founded = log[1]?.data as ClusterFounded;
console.log("history", ...log.map((event) => event.id), founded.names?.pl);

const profile = await given(views.GET("/v1/clusters/{id}", { params: { path: { id: "dkm" } } }));
console.log("question", profile.data.ref.id, profile.data.stages?.length);

const page = await given(events.GET("/v1/feed", { params: { query: { limit: 10 } } }));
const first = page[0]?.data as unknown as ClusterFounded;
console.log("feed", ...page.map((event) => event.id), first.names?.pl);
const me = await given(events.GET("/v1/me"));
console.log("me", me.name, ...me.scopes.toSorted());

const listed = await given(documents.GET("/schemas"));
console.log("schemas", listed.schemas.some((each) => each.url === "/schemas/ClusterFounded/1.json") ? "True" : "False");
const text = await given(
  record.GET("/problems/{slug}", { params: { path: { slug: "refused" } }, parseAs: "text" }),
);
console.log("problem", text.includes("What to do") ? "True" : "False");
