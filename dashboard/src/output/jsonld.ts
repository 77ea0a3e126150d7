// Linked data as the server gives it, reduced to the facts that a page shows and what they name.

interface Document {
  '@context': unknown;
  '@graph': Record<string, unknown>[];
}

const FACT = 'urn:upland:fact:';

/** The facts that `wanted` admits by their event, and every node that they name, directly or through another one. */
export function reducedGraph(documents: Document[], wanted: (event: string) => boolean): Document {
  const nodes = new Map<string, Record<string, unknown>>();
  for (const node of documents.flatMap((each) => each['@graph'])) nodes.set(String(node['@id']), { ...nodes.get(String(node['@id'])), ...node });
  const kept = new Set<string>();
  const keep = (id: string) => {
    const node = nodes.get(id);
    if (!node || kept.has(id)) return;
    kept.add(id);
    for (const name of named(node)) if (!name.startsWith(FACT)) keep(name);
  };
  for (const id of nodes.keys()) if (id.startsWith(FACT) && wanted(id.slice(FACT.length))) keep(id);
  return { '@context': documents[0]?.['@context'] ?? {}, '@graph': [...nodes].filter(([id]) => kept.has(id)).map(([, node]) => node) };
}

/** Every text inside a node: those that are ids of other nodes lead to them. */
function named(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return value && typeof value === 'object' ? Object.values(value).flatMap(named) : [];
}
