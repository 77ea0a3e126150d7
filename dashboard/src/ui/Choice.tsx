import { useId } from 'preact/hooks';
import './questions.css';

interface Props {
  label: string;
  /** The value chosen; "" when none is. */
  value: string;
  /** The text of no choice; without it one is always chosen. */
  none?: string;
  options: [value: string, text: string][];
  change(value: string): void;
}

/** One value of a list, in the address of the page. A value that is not in the list is shown as it is. */
export function Choice({ label, value, none, options, change }: Props) {
  const id = useId();
  return (
    <span class="pick">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => change(event.currentTarget.value)}>
        {none === undefined ? null : <option value="">{none}</option>}
        {value && !options.some(([each]) => each === value) ? <option value={value}>{value}</option> : null}
        {options.map(([each, text]) => <option key={each} value={each}>{text}</option>)}
      </select>
    </span>
  );
}
