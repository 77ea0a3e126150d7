// What a page can be taken away as. One menu for every page; its code comes when it is opened.

import { useLoading } from '../loading.ts';
import { useTexts } from '../texts.ts';
import { Popup } from '../ui/Popup.tsx';
import { Unloaded } from '../ui/Unloaded.tsx';
import { texts } from './texts.ts';

export function ExportMenu() {
  const own = useTexts(texts);
  return <Popup label={own.menu} class="export">{(close) => <Choices close={close} />}</Popup>;
}

function Choices({ close }: { close: () => void }) {
  const { value: Choices, failed, retry } = useLoading('export', () => import('./ExportChoices.tsx').then((module) => module.ExportChoices));
  return failed ? <Unloaded retry={retry} /> : Choices ? <Choices close={close} /> : null;
}
