// What a party's page says of entries that may be the same party.

const pl = {
  title: (count: number) => `Podobne wpisy (${count})`,
  note: 'Zapis zna wpisy, które mogą być tym samym podmiotem. Kto ma klucz, może to rozstrzygnąć; rozstrzygnięcie można cofnąć.',
  decide: 'rozstrzygnij',
};
const en: typeof pl = {
  title: (count) => `Similar entries (${count})`,
  note: 'The record has entries that may be the same party. Whoever has a key can decide it; a decision can be undone.',
  decide: 'decide',
};

export const similarEntries = { pl, en };
