import type { FunctionComponent } from 'preact';
import { useLoading } from '../loading.ts';
import { Unloaded } from './Unloaded.tsx';

/** A part that comes when it is first shown: nothing until then, and a note with a way on if it does not come. */
export function lazily<P extends object>(key: string, load: () => Promise<FunctionComponent<P>>): FunctionComponent<P> {
  return function Lazily(props: P) {
    const { value: View, failed, retry } = useLoading(key, load);
    return failed ? <Unloaded retry={retry} /> : View ? <View {...props} /> : null;
  };
}
