// The words of what leaves the page: files, an embedded view, a sheet of paper, a citation.

const pl = {
  svg: 'Rysunek SVG', png: 'Rysunek PNG', csv: 'Tabela CSV', jsonld: 'Dane JSON-LD', gexf: 'Graf GEXF', geojson: 'Mapa GeoJSON', json: 'Odpowiedź JSON',
  note: {
    svg: 'ze zdaniem, datami i adresem', png: 'to samo w punktach, podwójna gęstość', csv: 'to, co widać, z pewnością i źródłami', jsonld: 'to, co widać, jako dane połączone', gexf: 'do programów o sieciach', geojson: 'do programów o mapach', json: 'wszystko, co dał serwer',
  } as Record<string, string>,
  brief: 'Jedna strona do druku',
  briefNote: 'zdanie, rysunek, tabela i źródła',
  embed: 'Osadź na innej stronie',
  embedNote: 'Wklej to tam, gdzie ma być obraz:',
  copy: 'Kopiuj',
  copied: 'Skopiowano.',
  failed: 'Nie udało się pobrać.',
  working: 'Przygotowuję…',
  print: 'Drukuj',
  back: 'Zwykły widok',
  open: 'Otwórz w Upland',
  what: 'Co', when: 'Kiedy', sure: 'Pewność', source: 'Źródło',
  facts: (shown: number, all: number) => (shown < all ? `Fakty: ${shown} z ${all}, reszta pod adresem` : `Fakty (${all})`),
  sources: 'Źródła',
  big: 'Rysunek jest większy niż kartka. Cały jest pod adresem.',
  address: 'Adres dokładnie tego',
};

const en: typeof pl = {
  svg: 'Picture as SVG', png: 'Picture as PNG', csv: 'Table as CSV', jsonld: 'Data as JSON-LD', gexf: 'Graph as GEXF', geojson: 'Map as GeoJSON', json: 'Answer as JSON',
  note: {
    svg: 'with the sentence, the dates and the address', png: 'the same in pixels, double density', csv: 'what you see, with certainty and sources', jsonld: 'what you see, as linked data', gexf: 'for programs about networks', geojson: 'for programs about maps', json: 'all that the server gave',
  },
  brief: 'One page to print',
  briefNote: 'sentence, picture, table and sources',
  embed: 'Embed in another page',
  embedNote: 'Paste this where the picture shall be:',
  copy: 'Copy',
  copied: 'Copied.',
  failed: 'The download failed.',
  working: 'Preparing…',
  print: 'Print',
  back: 'Usual view',
  open: 'Open in Upland',
  what: 'What', when: 'When', sure: 'Certainty', source: 'Source',
  facts: (shown, all) => (shown < all ? `Facts: ${shown} of ${all}, the rest is at the address` : `Facts (${all})`),
  sources: 'Sources',
  big: 'The picture is larger than the sheet. All of it is at the address.',
  address: 'Address of exactly this',
};

export const texts = { pl, en };
