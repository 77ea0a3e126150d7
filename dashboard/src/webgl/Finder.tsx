// Finds a mark of a large picture by its name.

import { useMemo, useState } from 'preact/hooks';
import { simplified } from '../names.ts';
import type { NetworkScene } from '../scene/network.ts';

const MOST = 8;

export function Finder({ scene, label, none, onFind }: { scene: NetworkScene; label: string; none: string; onFind(id: string): void }) {
  const [words, setWords] = useState('');
  const wanted = simplified(words);
  const searching = wanted.length > 1;
  const names = useMemo(() => (searching ? scene.marks.map((mark) => ({ mark, key: simplified(`${mark.label} ${mark.name}`) })) : []), [scene, searching]);
  const found = names.filter(({ key }) => key.includes(wanted)).sort((a, b) => a.key.indexOf(wanted) - b.key.indexOf(wanted) || a.key.length - b.key.length).slice(0, MOST);
  const choose = (id: string) => {
    setWords('');
    onFind(id);
  };
  return (
    <div class="finder">
      <label><span class="unseen">{label}</span>
        <input type="search" value={words} placeholder={label} autoComplete="off" onInput={(event) => setWords(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && found[0]) choose(found[0].mark.id);
            if (event.key === 'Escape') setWords('');
          }} />
      </label>
      {!searching ? null : (
        <ul class="found" role="status">
          {found.length ? found.map(({ mark }) => <li key={mark.id}><button type="button" onClick={() => choose(mark.id)}>{mark.name}</button></li>) : <li>{none}</li>}
        </ul>
      )}
    </div>
  );
}
