import { useState } from 'preact/hooks';
import { speak, useApp, useWords } from '../app.ts';
import { useShown } from '../shown.ts';
import { writeAddress } from '../state.ts';
import { useTexts } from '../texts.ts';
import { useExactPath } from './LinkChoices.tsx';
import { csvFile, jsonldFile, save } from './files.ts';
import { insideOf, pngFile, svgFile } from './picture.ts';
import { texts } from './texts.ts';

/** Whether the operator lets other pages show views in a frame. */
const embeddable = () => document.querySelector<HTMLMetaElement>('meta[name=embedding]')?.content === 'yes';

export function ExportChoices({ close }: { close: () => void }) {
  const { lang, view, address, page, today } = useApp();
  const words = useWords();
  const own = useTexts(texts);
  const shown = useShown();
  const exact = useExactPath();
  const [state, setState] = useState<'working' | 'failed' | null>(null);
  const name = ['upland', address.slug.replace(/\W+/g, '-'), view.asOf?.replace(/[^\w-]+/g, '_') ?? today].filter(Boolean).join('-');
  const give = (make: () => Promise<Blob>, ending: string) => async () => {
    setState('working');
    try {
      save(await make(), `${name}.${ending}`);
      setState(null);
      close();
    } catch (error) {
      console.error(error);
      setState('failed');
    }
  };
  const file = () => {
    const text = (selector: string) => document.querySelector(selector)?.textContent?.trim() ?? '';
    return svgFile(insideOf(shown, words)!, { question: text('h1') || page.question, sentence: text('#answer'), clocks: text('[data-sentence]'), address: location.origin + (exact ?? location.pathname + location.search) }, words);
  };
  const choice = (kind: 'svg' | 'png' | 'csv' | 'jsonld' | 'geojson', make: () => Promise<Blob>) => (
    <button type="button" key={kind} onClick={give(make, kind)}><strong>{own[kind]}</strong><span class="about">{own.note[kind]}</span></button>
  );
  const plain = (kind: 'gexf' | 'json', href: string) => <a key={kind} href={href} download={kind === 'gexf' ? `${name}.gexf` : undefined} target="_blank" rel="noopener"><strong>{own[kind]}</strong><span class="about">{own.note[kind]}</span></a>;
  const first = shown?.answers[0];
  return (
    <>
      {insideOf(shown, words) ? [choice('svg', async () => new Blob([file().text], { type: 'image/svg+xml' })), choice('png', () => pngFile(file()))] : null}
      {first ? [choice('csv', () => csvFile(shown, lang)), choice('jsonld', () => jsonldFile(shown, lang))] : null}
      {shown?.geojson ? choice('geojson', async () => new Blob([JSON.stringify(shown.geojson!(), null, 1)], { type: 'application/geo+json' })) : null}
      {first?.startsWith('/v1/network') ? plain('gexf', `${first}&format=gexf&lang=${lang}`) : null}
      {first ? plain('json', first) : null}
      <a href={writeAddress(lang, address.slug, { ...view, brief: '1' })}><strong>{own.brief}</strong><span class="about">{own.briefNote}</span></a>
      {embeddable() ? <Embed /> : null}
      <p role="status">{state === 'working' ? own.working : state === 'failed' ? own.failed : null}</p>
    </>
  );
}

/** The lines that show the view in another page, always current or as the address pins it. */
function Embed() {
  const { lang, view, address, page } = useApp();
  const own = useTexts(texts);
  const src = location.origin + writeAddress(lang, address.slug, { ...view, embed: '1' });
  const snippet = `<iframe src="${src.replace(/&/g, '&amp;')}" title="Upland: ${page.name}" width="100%" height="760" loading="lazy" style="border:0"></iframe>`;
  const copy = () => navigator.clipboard.writeText(snippet).then(() => speak(own.copied), () => undefined);
  return (
    <label class="embed">
      <strong>{own.embed}</strong> <span class="about">{own.embedNote}</span>
      <textarea readOnly rows={4} value={snippet} onFocus={(event) => event.currentTarget.select()} />
      <button type="button" onClick={copy}>{own.copy}</button>
    </label>
  );
}
