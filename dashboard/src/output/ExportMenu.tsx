// What a page can be taken away as. One menu for every page; its code comes when it is opened.

import { useWords } from '../app.ts';
import { useLoading } from '../loading.ts';
import { Popup } from '../ui/Popup.tsx';
import { Unloaded } from '../ui/Unloaded.tsx';

export function ExportMenu() {
  const { t } = useWords();
  return <Popup label={t.link.download} class="export">{(close) => <Choices close={close} />}</Popup>;
}

function Choices({ close }: { close: () => void }) {
  const { value: Choices, failed, retry } = useLoading('export', () => import('./ExportChoices.tsx').then((module) => module.ExportChoices));
  return failed ? <Unloaded retry={retry} /> : Choices ? <Choices close={close} /> : null;
}
