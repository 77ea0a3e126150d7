// The search of every page: what is typed is looked up at once, and a hit is one key away.

import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { SearchHit } from '../answers.ts';
import { fetchAnswer } from '../api.ts';
import { go, speak, useApp } from '../app.ts';
import { fullName } from '../names.ts';
import { dossierOf } from '../references.ts';
import { sendUntilAnswered } from '../retrying.ts';
import { matchedText, reachable, searchUrl } from '../search.ts';
import { carried, changed, writeAddress, writeView } from '../state.ts';
import { useTexts } from '../texts.ts';
import { texts } from './searchTexts.ts';

const MOST = 8;
/** Milliseconds of rest before a question is sent. */
const REST = 80;

export function SearchBox({ large = false }: { large?: boolean }) {
  const { t, lang, view } = useApp();
  const own = useTexts(texts);
  const [typed, setTyped] = useState('');
  const [hits, setHits] = useState<SearchHit[] | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [at, setAt] = useState(-1);
  const [open, setOpen] = useState(false);
  const id = useId();
  const root = useRef<HTMLFormElement>(null);
  const words = typed.trim();
  const page = writeAddress(lang, 'search', changed(carried(view, 'search'), { q: words || null }));
  const pathOf = (hit: SearchHit) => `/${lang}/${dossierOf(hit.ref.id)}${writeView(carried(view, ''))}`;

  useEffect(() => {
    setAt(-1);
    setFailed(null);
    if (!words) return setHits(null);
    return sendUntilAnswered({
      rest: REST,
      send: () => fetchAnswer<SearchHit[]>(searchUrl(words, view.knownAt, lang, MOST), undefined, 1),
      onAnswer({ data }) {
        setFailed(null);
        setHits(reachable(data));
        speak(t.search.count(reachable(data).length));
      },
      // The page of the search says what is wrong.
      onProblem(again) {
        const words = again ? own.again : own.failed;
        setHits(null);
        setFailed(words);
        speak(words);
      },
    });
  }, [words, view.knownAt, lang]);

  useEffect(() => {
    const outside = ({ target }: Event) => root.current?.contains(target as Node) || setOpen(false);
    addEventListener('pointerdown', outside);
    addEventListener('focusin', outside);
    return () => {
      removeEventListener('pointerdown', outside);
      removeEventListener('focusin', outside);
    };
  }, []);

  const leave = (to: string) => {
    setOpen(false);
    setTyped('');
    go(to);
    document.getElementById('content')?.focus({ preventScroll: true });
  };
  const shown = open && hits ? hits : [];
  const list = open && words && (hits || failed);
  const key = (event: KeyboardEvent) => {
    const last = shown.length - 1;
    const moves: Record<string, number> = { ArrowDown: at === last ? -1 : at + 1, ArrowUp: at === -1 ? last : at - 1 };
    if (event.key in moves) {
      event.preventDefault();
      setOpen(true);
      setAt(moves[event.key]!);
    } else if (event.key === 'Escape') {
      if (list) setOpen(false);
      else setTyped('');
    }
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (shown[at]) leave(pathOf(shown[at]));
    else if (words) leave(page);
  };
  return (
    <form class={large ? 'search large' : 'search'} role="search" ref={root} onSubmit={submit}>
      <input
        type="text" inputmode="search" enterkeyhint="search" role="combobox" aria-label={t.search.label} placeholder={t.search.label} aria-expanded={!!list} aria-controls={`${id}-hits`} aria-autocomplete="list" aria-activedescendant={shown[at] ? `${id}-${at}` : undefined}
        autocomplete="off" spellcheck={false} value={typed}
        onInput={({ currentTarget }) => (setTyped(currentTarget.value), setOpen(true))} onFocus={() => setOpen(true)} onKeyDown={key}
      />
      <div class="hits" hidden={!list}>
        <ul role="listbox" id={`${id}-hits`} aria-label={t.search.label}>
          {shown.map((hit, place) => (
            // The pointer must not take the focus from the field.
            <li key={hit.ref.id} role="option" id={`${id}-${place}`} aria-selected={place === at} onPointerDown={(event) => event.preventDefault()} onClick={() => leave(pathOf(hit))}>
              <strong>{fullName(hit.ref, lang)}</strong>{hit.ref.abbreviation ? ` (${hit.ref.abbreviation})` : ''} <span class="about">{t.kinds[hit.kind] ?? hit.kind}{matchedText(hit, lang) ? `: ${matchedText(hit, lang)}` : ''}</span>
            </li>
          ))}
        </ul>
        {failed ? <p>{failed}</p> : null}
        {list && hits && shown.length === 0 ? <p>{t.search.none(words)}</p> : <p><a href={page} onClick={() => setOpen(false)}>{t.search.all}</a></p>}
      </div>
    </form>
  );
}
