// The texts of the forms in both languages: the check says the fact in both.

import en from './en.ts';
import pl from './pl.ts';

export type { RecordTexts, SentenceParts } from './pl.ts';
export const texts = { pl, en };
/** Texts that are the same in both languages. */
export const same = ['options.scheme.nip', 'options.scheme.regon', 'options.scheme.krs', 'options.scheme.lei', 'options.scheme.ror', 'options.kind.region'];
