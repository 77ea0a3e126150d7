import type { FunctionComponent } from 'preact';
import { useLoading } from '../loading.ts';
import { Unloaded } from './Unloaded.tsx';

/** A part that comes when it is first shown, or before that by `load`. */
export type Lazy<P extends object> = FunctionComponent<P> & { load(): Promise<unknown> };

/** `Waiting` until the part is here, and a note with a way on if it does not come. */
export function lazily<P extends object>(key: string, load: () => Promise<FunctionComponent<P>>, Waiting: FunctionComponent = () => null): Lazy<P> {
  // What is here is shown at once: a panel that came a moment later would lay the page out twice.
  let part: FunctionComponent<P> | null = null;
  const loaded = () => load().then((View) => (part = View));
  function Lazily(props: P) {
    const { value: View, failed, retry } = useLoading(key, loaded, part);
    return failed ? <Unloaded retry={retry} /> : View ? <View {...props} /> : <Waiting />;
  }
  return Object.assign(Lazily, { load: loaded });
}
