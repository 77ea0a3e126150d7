// A control with its label, its hint and what is wrong with it.

import './field.css';
import type { ComponentChildren } from 'preact';
import type { FieldError } from '../service.ts';

interface Props {
  id: string;
  label: string;
  hint?: string;
  errors?: FieldError[];
  /** The control, given what ties it to its label, hint and error. */
  children(attributes: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: 'true' }): ComponentChildren;
}

export function Field({ id, label, hint, errors = [], children }: Props) {
  const described = [hint ? `${id}-hint` : '', errors.length ? `${id}-error` : ''].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint ? <p class="about" id={`${id}-hint`}>{hint}</p> : null}
      {errors.length ? <p class="wrong" id={`${id}-error`}>{errors.map((each) => each.message).join(' ')}</p> : null}
      {children({ id, ...(described ? { 'aria-describedby': described } : {}), ...(errors.length ? { 'aria-invalid': 'true' as const } : {}) })}
    </div>
  );
}
