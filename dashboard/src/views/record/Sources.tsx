// The sources of a fact: found in the record, or new with title, language, address and day; each with the place in it.

import { useRef, useState } from 'preact/hooks';
import { useWords } from '../../app.ts';
import { sourceTypes } from '../../facts/sources.ts';
import { focusNext } from '../../forms/focus.ts';
import { freshId, type Chosen, type Cited } from '../../forms/values.ts';
import { textIn, type Lang } from '../../names.ts';
import { useTexts } from '../../texts.ts';
import { Field } from '../../ui/Field.tsx';
import { Tag } from '../../ui/Words.tsx';
import { Combo, type Fresh } from './Combo.tsx';
import { controlOf, useForm } from './context.ts';
import { FileField, WITHOUT_FILE } from './FileField.tsx';
import { texts } from './texts.ts';

const ofType = (type: string): Partial<Cited> => ({ source_type: (type || undefined) as Cited['source_type'], ...(WITHOUT_FILE.has(type) ? { hash: undefined } : {}) });
const isAddress = (typed: string) => /^https?:\/\//.test(typed);

export function Sources() {
  const { entered, set, errors, locked, word, lang } = useForm();
  const t = useTexts(texts);
  const [more, setMore] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const { cited } = entered;
  const focus = (id: string) => focusNext(() => document.getElementById(id));
  const choose = (chosen: Chosen) => {
    setMore(false);
    if (!cited.some(({ id }) => id === chosen.id)) set('sources', [...cited, { locator: '', ...chosen }]);
    focus(controlOf(`source-${cited.length}-${chosen.fresh && isAddress((chosen as Cited).url ?? '') ? 'title' : 'locator'}`));
  };
  const make = (typed: string): Fresh[] => [{
    label: t.source.fresh(typed),
    // A word of its own for each: two new sources may have one title.
    make: () => ({ id: freshId('source', isAddress(typed) ? '' : typed, word.slice(8 * (cited.length % 4), 8 * (cited.length % 4) + 8)), kind: 'source', fresh: true, language: lang, locator: '', ...(isAddress(typed) ? { names: {}, url: typed, source_type: 'web-page' } : { names: { [lang]: typed } }) }) as Cited,
  }];
  // A file's hash comes later: what was typed meanwhile stays.
  const latest = useRef(cited);
  latest.current = cited;
  const change = (id: string, part: Partial<Cited>) => set('sources', latest.current.map((each) => (each.id === id ? { ...each, ...part } : each)));
  const remove = (at: number) => {
    set('sources', cited.filter((_, index) => index !== at));
    focus(controlOf('sources'));
  };
  const messages = errors('sources').map((message) => ({ pointer: '', message }));
  return (
    <div class="sourcefields" ref={box}>
      {cited.map((source, at) => <OneSource key={source.id} source={source} at={at} change={(part) => change(source.id, part)} remove={() => remove(at)} />)}
      {cited.length === 0 || more ? (
        <Field id={controlOf('sources')} label={t.source.search} hint={t.source.hint} errors={messages}>
          {({ id, ...attributes }) => <Combo id={id} offer="source" attributes={attributes} fresh={make} disabled={locked} choose={choose} />}
        </Field>
      ) : <p><button type="button" class="plain" id={controlOf('sources')} disabled={locked} onClick={() => (setMore(true), focus(controlOf('sources')))}>{t.source.another}</button></p>}
      {cited.length === 0 ? <p class="about">{t.source.none}: {t.source.noneNote}</p> : null}
    </div>
  );
}

function OneSource({ source, at, change, remove }: { source: Cited; at: number; change(part: Partial<Cited>): void; remove(): void }) {
  const { errors, locked, lang: entered } = useForm();
  const { lang } = useWords();
  const t = useTexts(texts);
  const name = textIn(source.names, lang);
  const field = (part: 'title' | 'url' | 'published' | 'locator', label: string, value: string, set: (text: string) => void, hint?: string) => (
    <Field id={controlOf(`source-${at}-${part}`)} label={label} hint={hint} errors={errors(`source-${at}-${part}`).map((message) => ({ pointer: '', message }))}>
      {(attributes) => <input {...attributes} disabled={locked} autocomplete="off" value={value} onInput={(event) => set(event.currentTarget.value)} />}
    </Field>
  );
  const written = source.language ?? entered;
  return (
    <fieldset class="person">
      <legend><bdi lang={name.lang ?? undefined}>{name.text || t.source.fresh(source.url ?? '')}</bdi> {source.fresh ? <Tag>{t.combo.fresh}</Tag> : null}</legend>
      {source.fresh ? (
        <>
          {field('title', t.source.title, Object.values(source.names)[0] ?? '', (text) => change({ names: { [written]: text } }))}
          <div class="pair">
            <Field id={controlOf(`source-${at}-language`)} label={t.source.language}>
              {(attributes) => (
                <select {...attributes} disabled={locked} value={written} onChange={(event) => change({ language: event.currentTarget.value as Lang, names: { [event.currentTarget.value]: Object.values(source.names)[0] ?? '' } })}>
                  {(['pl', 'en'] as const).map((each) => <option key={each} value={each}>{t.source.languages[each]}</option>)}
                </select>
              )}
            </Field>
            {field('published', t.source.published, source.published ?? '', (published) => change({ published }), t.source.publishedHint)}
          </div>
          <Field id={controlOf(`source-${at}-type`)} label={t.source.type}>
            {(attributes) => (
              <select {...attributes} disabled={locked} value={source.source_type ?? ''} onChange={(event) => change(ofType(event.currentTarget.value))}>
                <option value="">{t.unsaid}</option>
                {Object.entries(sourceTypes[lang]).map(([type, word]) => <option key={type} value={type}>{word}</option>)}
              </select>
            )}
          </Field>
          {field('url', t.source.url, source.url ?? '', (url) => change({ url }))}
          {source.source_type && WITHOUT_FILE.has(source.source_type) ? null : <FileField name={`source-${at}-file`} hash={source.hash} change={(hash) => change({ hash })} />}
        </>
      ) : null}
      {field('locator', t.source.locator, source.locator, (locator) => change({ locator }), t.source.locatorHint)}
      <p><button type="button" disabled={locked} onClick={remove}>{t.combo.remove(name.text || (source.url ?? ''))}</button></p>
    </fieldset>
  );
}
