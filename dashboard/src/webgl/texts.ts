import type { Lang } from '../names.ts';

const pl = {
  label: 'Rysunek. Strzałki przechodzą między punktami, plus i minus przybliżają i oddalają; te same dane są w tabeli poniżej.',
  closer: 'Przybliż', farther: 'Oddal', all: 'Pokaż całość',
  find: 'Szukaj na rysunku', near: 'Pokaż tylko sąsiedztwo', none: 'Nic na rysunku tak się nie nazywa.',
  wheel: 'Ctrl i kółko myszy przybliżają rysunek', appleWheel: '⌘ i kółko myszy przybliżają rysunek', touch: 'Rysunek przesuwają dwa palce',
  unable: 'Ta przeglądarka nie rysuje tylu punktów (brak WebGL 2). Wybierz klaster albo sąsiedztwo; te same dane są w tabeli poniżej.',
};

const en: typeof pl = {
  label: 'Picture. Arrow keys go from mark to mark, plus and minus zoom; the same data are in the table below.',
  closer: 'Zoom in', farther: 'Zoom out', all: 'Show everything',
  find: 'Find in the picture', near: 'Show its neighbourhood only', none: 'Nothing in the picture has such a name.',
  wheel: 'Ctrl and the wheel zoom the picture', appleWheel: '⌘ and the wheel zoom the picture', touch: 'Two fingers move the picture',
  unable: 'This browser cannot draw so many marks (it lacks WebGL 2). Choose a cluster or a neighbourhood; the same data are in the table below.',
};

export const texts: Record<Lang, typeof pl> = { pl, en };
