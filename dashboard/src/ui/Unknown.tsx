import { PageHead } from './Figure.tsx';
import { SearchBox } from './SearchBox.tsx';

/** In place of a thing that the record does not have: a sentence, and the search as the way on. */
export function Unknown({ title, note }: { title: string; note: string }) {
  return (
    <div data-note="unknown">
      <PageHead title={title} answer={note} />
      <SearchBox large />
    </div>
  );
}
