// The choice of a cluster or a party, by a type-ahead.

import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { useWords } from '../../app.ts';
import { focusNext } from '../../forms/focus.ts';
import type { Chosen } from '../../forms/values.ts';
import { textIn } from '../../names.ts';
import { useTexts } from '../../texts.ts';
import { Combo } from '../record/Combo.tsx';
import { chosenById } from '../record/search.ts';
import { texts } from './texts.ts';

interface Props {
  label: string;
  /** The stream that is chosen; null for none. */
  value: string | null;
  /** Streams that are chosen elsewhere. */
  without: string[];
  change(id: string | null): void;
}

const NOTHING_NEW = () => [];
const NO_ATTRIBUTES = {};

export function SubjectChoice({ label, value, without, change }: Props) {
  const x = useTexts(texts);
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const name = useNameOf(value);
  /** After the choice is drawn again: where the keyboard goes on. */
  const focus = (selector: string) => focusNext(() => box.current?.querySelector<HTMLElement>(selector));
  const choose = (chosen: string | null) => {
    change(chosen);
    focus(chosen === null ? 'input' : 'button');
  };
  return (
    <div class="pick" ref={box} role="group" aria-label={label}>
      <label for={id}>{label}</label>
      {value === null ? <Combo id={id} offer="actor" attributes={NO_ATTRIBUTES} fresh={NOTHING_NEW} disabled={false} without={without} choose={(chosen) => choose(chosen.id)} />
        : <span class="picked"><strong>{name}</strong> <button type="button" id={id} aria-label={x.change(label, name)} onClick={() => choose(null)}>{x.other}</button></span>}
    </div>
  );
}

/** The name of what is chosen; until it is here, and where the record has none, its stream. */
function useNameOf(stream: string | null): string {
  const { lang } = useWords();
  const [known, setKnown] = useState<Chosen | null>(null);
  useEffect(() => {
    let wanted = true;
    if (stream !== null) void chosenById(stream, lang).then((chosen) => wanted && setKnown(chosen));
    return () => void (wanted = false);
  }, [stream, lang]);
  return (known?.id === stream && textIn(known?.names, lang).text) || (stream ?? '');
}
