// The form of a project that is carried out under an agreement, with its money. Pure.

import type { Money, RecordAgreementProject } from './commands.ts';
import type { Form } from './declaration.ts';
import { line } from './registry.ts';
import { bareId, given, type Entered } from './values.ts';

/** The field with the money of one that takes part. */
export const amountField = (id: string): string => `share-${id}`;

/** A sum as it is written, with spaces between the thousands and a decimal comma or point; null for what is none. */
export function sumOf(text: string): string | null {
  const plain = text.replace(/[\s\u00a0\u202f]/g, '').replace(',', '.');
  return /^(?:0|[1-9]\d{0,14})(?:\.\d{1,2})?$/.test(plain) ? plain : null;
}

/** The code of the currency as it was typed, in capitals. */
export const currencyOf = (entered: Entered) => entered.text('currency').toUpperCase();

function moneyOf(entered: Entered, field: string, comparator?: string): Money | undefined {
  const value = sumOf(entered.text(field));
  return value === null ? undefined : given<Money>({ value, currency: currencyOf(entered), comparator: (comparator || undefined) as Money['comparator'] });
}

/** The fields with money that is none, and the currency where it is missing. */
export function moneyLacks(entered: Entered): { field: string; why: 'sum' | 'currency' }[] {
  const amounts = ['amount', ...entered.refs('shares').map(amountField)].filter((field) => entered.text(field));
  const wrong = amounts.filter((field) => sumOf(entered.text(field)) === null).map((field) => ({ field, why: 'sum' as const }));
  const currency = amounts.length && !/^[A-Z]{3}$/.test(currencyOf(entered)) ? [{ field: 'currency', why: 'currency' as const }] : [];
  return [...wrong, ...currency];
}

export const PROJECT: Form = {
  when: true,
  fields: [
    { name: 'agreement', type: 'refs', offer: 'agreement', needed: true },
    { name: 'title', type: 'texts', needed: true },
    { name: 'programme', type: 'text' },
    { name: 'amount', type: 'text' },
    { name: 'comparator', type: 'choice', options: ['exactly', 'over', 'about', 'at-least', 'almost'] },
    { name: 'currency', type: 'text' },
    { name: 'shares', type: 'refs', offer: 'actor', many: true, fresh: true, amounts: true },
  ],
  lines: (entered, common) => {
    const shares = entered.refs('shares').map((party) => ({ party, ...given<{ amount: Money }>({ amount: moneyOf(entered, amountField(party)) }) }));
    const body = given<Pick<RecordAgreementProject, 'title' | 'programme' | 'amount' | 'shares'>>({ title: entered.texts('title') ?? {}, programme: entered.text('programme'), amount: moneyOf(entered, 'amount', entered.text('comparator')), shares });
    return [line('agreements/record-project', bareId(entered.ref('agreement') ?? ''), { ...common, ...body })];
  },
};
