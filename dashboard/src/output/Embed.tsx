// A view in a frame of another page: without our header, and what leads elsewhere opens a page of its own.

import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { useApp } from '../app.ts';
import { EarlierRecord } from '../record/EarlierRecord.tsx';
import { writeAddress } from '../state.ts';
import { useTexts } from '../texts.ts';
import './output.css';
import { texts } from './texts.ts';

export default function Embed({ children }: { children: ComponentChildren }) {
  const { lang, view, address } = useApp();
  const own = useTexts(texts);
  useEffect(() => {
    const elsewhere = (event: MouseEvent) => {
      const link = (event.target as Element).closest?.('a');
      if (link && !link.hash && !link.download) Object.assign(link, { target: '_blank', rel: 'noopener' });
    };
    document.addEventListener('click', elsewhere, { capture: true });
    return () => document.removeEventListener('click', elsewhere, { capture: true });
  }, []);
  return (
    <>
      <EarlierRecord />
      {children}
      <footer class="embedded"><a href={writeAddress(lang, address.slug, { ...view, embed: null })} target="_blank" rel="noopener">{own.open}</a></footer>
    </>
  );
}
