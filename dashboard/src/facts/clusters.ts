// Words for who leads a cluster, and for what it came from and became, by language: needed where a cluster is shown, and not before.

const pl = {
  lead: 'Prowadzi', together: 'Prowadzą razem', co: 'współkoordynator',
  predecessors: 'Poprzednik',
  stages: { announced: 'Zapowiedź', founded: 'Powołanie', dissolved: 'Rozwiązanie', merged: 'Połączenie w', split: 'Podział na' } as Record<string, string>,
};
const en: typeof pl = {
  lead: 'Led by', together: 'Led together by', co: 'co-coordinator',
  predecessors: 'Formed from',
  stages: { announced: 'Announced', founded: 'Founded', dissolved: 'Dissolved', merged: 'Merged into', split: 'Split into' },
};

export const clusterWords = { pl, en };
