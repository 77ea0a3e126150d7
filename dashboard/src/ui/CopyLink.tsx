import { useWords } from '../app.ts';
import { useLoading } from '../loading.ts';
import { Popup } from './Popup.tsx';
import { Unloaded } from './Unloaded.tsx';

/** Links to the page, and a citation of it. */
export function CopyLink() {
  const { t } = useWords();
  return <Popup label={t.link.copy} class="copylink">{(close) => <Choices close={close} />}</Popup>;
}

function Choices({ close }: { close: () => void }) {
  const { value: View, failed, retry } = useLoading('links', () => import('../output/LinkChoices.tsx').then((module) => module.LinkChoices));
  return failed ? <Unloaded retry={retry} /> : View ? <View close={close} /> : null;
}
