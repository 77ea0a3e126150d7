// The field of a day: says what it understood before anything changes.

import { useEffect, useRef, useState } from 'preact/hooks';
import { useApp } from '../app.ts';
import { bounds } from '../dates.ts';
import { readPhrase } from '../phrases.ts';

/** `both`: the day is set on both clocks, what was known then of what was then. */
export function DateField({ words, both, close }: { words: string; both: boolean; close: () => void }) {
  const { t, set, today, date, day } = useApp();
  const [typed, setTyped] = useState(words);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  const reading = readPhrase(typed, today);
  const read = 'edtf' in reading ? bounds(reading.edtf) : null;
  const inWords = 'edtf' in reading && read ? date({ edtf: reading.edtf, earliest: read[0], latest: read[1] }) : null;
  const meaning = inWords && read?.[0] && read[1] ? t.clock.means(inWords, day(read[0]), day(read[1])) : inWords;
  const refused = 'refused' in reading ? t.clock.refused[reading.refused] : null;
  const send = (event: Event) => {
    event.preventDefault();
    if (!('edtf' in reading)) return field.current?.focus();
    const asOf = reading.edtf === today ? null : reading.edtf;
    // The record of a day is what it held when the day was over.
    set(both ? { asOf, knownAt: read?.[1] ?? null, cmp: null } : { asOf });
    close();
  };
  return (
    <form class="datefield" onSubmit={send} onKeyDown={(event) => event.key === 'Escape' && close()}>
      <label for="day">{both ? t.clock.knew : t.clock.field}</label>
      <p id="dayhint" class="about">{t.clock.hint}</p>
      <input id="day" ref={field} value={typed} autocomplete="off" spellcheck={false} aria-describedby="dayhint daymeans" aria-invalid={refused ? true : undefined} onInput={(event) => setTyped(event.currentTarget.value)} />
      <p id="daymeans" data-refused={refused ? true : undefined}>{refused ?? meaning}</p>
      <button type="submit" class="main">{t.clock.show}</button>
      <button type="button" onClick={close}>{t.clock.cancel}</button>
    </form>
  );
}
