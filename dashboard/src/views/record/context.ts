// What every part of a form shares: what was entered, how it changes, and what is wrong with it.

import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { FactWithHistory } from '../../answers.ts';
import type { Kind } from '../../forms/form.ts';
import type { Context } from '../../forms/declaration.ts';
import type { Entered, Value } from '../../forms/values.ts';
import type { Lang } from '../../names.ts';

export interface FormState extends Context {
  kind: Kind;
  entered: Entered;
  /** The language of what is entered. */
  lang: Lang;
  /** Another tab has the draft, or it is recorded already. */
  locked: boolean;
  /** Null while it is not loaded. */
  fact: FactWithHistory | null;
  set(field: string, value: Value): void;
  /** What is wrong with a field, in words; empty until the form was sent once. */
  errors(field: string): string[];
}

export const FormContext = createContext<FormState>(null as never);
export const useForm = (): FormState => useContext(FormContext);

/** The id of a field's control. */
export const controlOf = (field: string): string => `f-${field.replace(/[^\w-]/g, '-')}`;
