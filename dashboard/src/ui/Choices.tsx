import { useMemo, useRef } from 'preact/hooks';
import { useApp } from '../app.ts';

interface Props {
  title: string;
  /** Every value with its words. */
  all: [value: string, words: string][];
  chosen: string[];
  change(chosen: string[]): void;
}

/** Several of a list, as boxes to tick under a fold. */
export function Choices({ title, all, chosen, change }: Props) {
  const { t } = useApp();
  const flip = useRef<(value: string) => void>(null!);
  flip.current = (value) => change(chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value]);
  return (
    <details class="choice">
      <summary>{title} ({chosen.length || t.filter.every})</summary>
      <fieldset>
        <legend class="unseen">{title}</legend>
        {/* Hundreds of them: a browser that keeps what was ticked would read them all at each step. The address has it. */}
        {useMemo(() => all.map(([value, words]) => (
          <label key={value}><input type="checkbox" autoComplete="off" checked={chosen.includes(value)} onChange={() => flip.current(value)} /> <bdi>{words}</bdi></label>
        )), [all, chosen.join()])}
      </fieldset>
    </details>
  );
}
