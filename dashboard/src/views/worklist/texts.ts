// Texts of what there is to do: what is unsourced, inferred, disputed or does not fit together.

import { counter } from '../../plural.ts';

const [n, e] = [counter('pl'), counter('en')];

const reasonsPl = {
  undecided: 'nierozstrzygnięte wartości', disputed: 'sporne', unsourced: 'bez źródła', 'uncited-document': 'nieznany dokument', dangling: 'nieznany podmiot', inferred: 'data wywnioskowana', 'open-parties': 'niepełne strony', 'without-copy': 'źródło bez kopii', 'basis-corrected': 'podstawa zmieniona', 'thin-claim': 'nieznani członkowie', 'member-of-dissolved-cluster': 'członek rozwiązanego', 'party-dissolved': 'strona rozwiązana',
} as Record<string, string>;
const reasonsEn: typeof reasonsPl = {
  undecided: 'undecided values', disputed: 'disputed', unsourced: 'no source', 'uncited-document': 'unknown document', dangling: 'unknown party', inferred: 'inferred date', 'open-parties': 'parties incomplete', 'without-copy': 'source without a copy', 'basis-corrected': 'basis changed', 'thin-claim': 'unknown members', 'member-of-dissolved-cluster': 'member of a dissolved one', 'party-dissolved': 'party dissolved',
};

const pl = {
  reasons: reasonsPl,
  sentence: (total: number, parts: string) => `${n(total, { one: 'rzecz do uzupełnienia', few: 'rzeczy do uzupełnienia', many: 'rzeczy do uzupełnienia', other: 'rzeczy do uzupełnienia' })}: ${parts}.`,
  part: (reason: string, count: number) => `${reason} ${count}`,
  done: 'Niczego nie brakuje: każdy fakt ma źródło, a żaden nie jest sporny.',
  none: 'W tej grupie nie ma nic do zrobienia.',
  tabs: 'Czego brakuje', all: 'wszystko', caption: (count: number) => `Do uzupełnienia (${count})`,
  fact: 'Fakt', lack: 'Czego brakuje', act: 'Co zrobić', who: 'Kogo dotyczy',
  known: (known: number, claimed: number) => `znamy ${known} z ${claimed}`, about: 'chodzi o', from: 'podstawa',
};

const en: typeof pl = {
  reasons: reasonsEn,
  sentence: (total, parts) => `${e(total, { one: 'thing', other: 'things' })} to do: ${parts}.`,
  part: (reason, count) => `${reason} ${count}`,
  done: 'Nothing is lacking: each fact has a source, and none is disputed.',
  none: 'There is nothing to do in this group.',
  tabs: 'What is lacking', all: 'everything', caption: (count) => `To do (${count})`,
  fact: 'Fact', lack: 'What is lacking', act: 'What to do', who: 'Whom it concerns',
  known: (known, claimed) => `${known} of ${claimed} known`, about: 'about', from: 'basis',
};

export const texts = { pl, en };
