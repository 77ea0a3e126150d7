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
  const flip = (value: string) => change(chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value]);
  return (
    <details class="choice">
      <summary>{title} ({chosen.length || t.filter.every})</summary>
      <fieldset>
        <legend class="unseen">{title}</legend>
        {all.map(([value, words]) => (
          <label key={value}><input type="checkbox" checked={chosen.includes(value)} onChange={() => flip(value)} /> <bdi>{words}</bdi></label>
        ))}
      </fieldset>
    </details>
  );
}
