// A type-ahead after the combobox pattern of ARIA: what the record has, and below it what can be added to it.

import { useEffect, useRef, useState } from 'preact/hooks';
import { speak, useWords } from '../../app.ts';
import type { Offer } from '../../forms/declaration.ts';
import type { Chosen } from '../../forms/values.ts';
import { textIn } from '../../names.ts';
import { sendUntilAnswered } from '../../retrying.ts';
import { useTexts } from '../../texts.ts';
import { chosenById, suggestions, typedId } from './search.ts';
import { combo } from './comboTexts.ts';
import './combo.css';

/** Something that is not in the record yet. */
export interface Fresh {
  label: string;
  make(typed: string): Chosen;
}

interface Props {
  id: string;
  offer: Offer;
  attributes: Record<string, string | undefined>;
  fresh: (typed: string) => Fresh[];
  disabled: boolean;
  /** Streams that are not offered. */
  without?: string[];
  choose(chosen: Chosen): void;
}

interface Item {
  key: string;
  label: string;
  about?: string;
  chosen: Chosen;
}

/** Milliseconds of rest after which what was typed is searched for. */
const REST = 150;

export function Combo({ id, offer, attributes, fresh, disabled, without = [], choose }: Props) {
  const { lang, t: page } = useWords();
  const t = useTexts(combo);
  const [typed, setTyped] = useState('');
  const [hits, setHits] = useState<{ of: string; list: Chosen[] | null; exact: Chosen | null; again?: boolean } | null>(null);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const text = typed.trim();
  useEffect(() => {
    if (!text) return setHits(null);
    // An id that was typed out has its name in the record: asked for now, so that a choice is one at once.
    const id = typedId(text, offer);
    const exact = (): Promise<Chosen | null> => (id ? chosenById(id, lang) : Promise.resolve(null));
    let wanted = true;
    const stop = sendUntilAnswered({
      rest: REST,
      send: () => Promise.all([suggestions(text, offer, lang), exact()]),
      onAnswer: ([list, exact]) => setHits({ of: text, list, exact }),
      // What the record does not offer may still be added, or named by its id.
      onProblem: (again) => void exact().then((exact) => wanted && setHits((now) => (now?.of === text && now.list ? now : { of: text, list: null, exact, again }))),
    });
    return () => {
      wanted = false;
      stop();
    };
  }, [text, offer, lang]);
  const current = hits?.of === text ? hits : null;
  const item = (chosen: Chosen, label?: string): Item => ({ key: chosen.id, label: label ?? textIn(chosen.names, lang).text, about: label ? undefined : [chosen.abbreviation, page.kinds[chosen.kind] ?? chosen.kind].filter(Boolean).join(' · '), chosen });
  const items: Item[] = current
    ? [
        ...(current.list ?? []).filter((chosen) => !without.includes(chosen.id)).map((chosen) => item(chosen)),
        ...(current.exact && !current.list?.some(({ id: listed }) => listed === current.exact!.id) ? [item(current.exact, t.use(current.exact.id))] : []),
        ...fresh(text).map(({ label, make }) => item(make(text), label)),
      ]
    : [];
  const shown = open && Boolean(text);
  const count = current?.list?.length;
  useEffect(() => {
    if (shown && count !== undefined) speak(count ? t.count(count) : t.none);
  }, [shown, count, current?.of]);
  const pick = (picked: Item) => {
    setTyped('');
    setOpen(false);
    speak(t.chosen(textIn(picked.chosen.names, lang).text));
    choose(picked.chosen);
  };
  const key = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && shown) setOpen(false);
    else if (event.key === 'ArrowDown') (setOpen(true), setAt(shown ? (at + 1) % Math.max(items.length, 1) : 0));
    else if (event.key === 'ArrowUp') (setOpen(true), setAt((at - 1 + items.length) % Math.max(items.length, 1)));
    else if (event.key === 'Enter' && text) {
      const picked = shown ? items[at] : undefined;
      if (picked) pick(picked);
    } else return;
    event.preventDefault();
  };
  const list = `${id}-list`;
  return (
    <div class="combo">
      <input
        {...attributes}
        ref={input}
        id={id}
        role="combobox"
        autocomplete="off"
        spellcheck={false}
        disabled={disabled}
        aria-autocomplete="list"
        aria-expanded={shown && items.length > 0}
        aria-controls={list}
        aria-activedescendant={shown && items[at] ? `${list}-${at}` : undefined}
        value={typed}
        onInput={(event) => (setTyped(event.currentTarget.value), setOpen(true), setAt(0))}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={key}
      />
      <ul role="listbox" id={list} aria-label={t.hint} hidden={!shown || !items.length}>
        {items.map((each, index) => (
          // The field keeps the focus, so that a press on the list does not close it before it counts.
          <li key={each.key} id={`${list}-${index}`} role="option" aria-selected={index === at} onMouseDown={(event) => event.preventDefault()} onClick={() => pick(each)}>
            <bdi>{each.label}</bdi> {each.about ? <span class="about">{each.about}</span> : null}
          </li>
        ))}
      </ul>
      {shown && !current ? <p class="about waiting">{t.waiting}</p> : null}
      {shown && current && current.list === null ? <p class="about">{current.again ? t.again : t.failed}</p> : null}
      {shown && current?.list && !items.length ? <p class="about">{t.none}</p> : null}
    </div>
  );
}
