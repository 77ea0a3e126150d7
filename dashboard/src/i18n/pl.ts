// Every Polish text of the page. `en.ts` has this module's type, so a missing text does not compile.

import { counter, worder } from '../plural.ts';

const n = counter('pl');
const form = worder('pl');
const list = new Intl.ListFormat('pl');
const inMonth = ['styczniu', 'lutym', 'marcu', 'kwietniu', 'maju', 'czerwcu', 'lipcu', 'sierpniu', 'wrześniu', 'październiku', 'listopadzie', 'grudniu'];

const clusters = { one: 'klaster', few: 'klastry', many: 'klastrów', other: 'klastra' };
const facts = { one: 'fakt', few: 'fakty', many: 'faktów', other: 'faktu' };
const sources = { one: 'źródło', few: 'źródła', many: 'źródeł', other: 'źródła' };
const agreements = { one: 'umowa', few: 'umowy', many: 'umów', other: 'umowy' };
const visits = { one: 'wizyta', few: 'wizyty', many: 'wizyt', other: 'wizyty' };
const changes = { one: 'zmiana', few: 'zmiany', many: 'zmian', other: 'zmiany' };
const years = { one: 'rok', few: 'lata', many: 'lat', other: 'roku' };
const ties = { one: 'powiązanie', few: 'powiązania', many: 'powiązań', other: 'powiązania' };

const pl = {
  otherLanguage: 'English',
  skip: 'Przejdź do treści',
  menu: 'Menu',
  more: 'Więcej',
  nav: 'Główne',
  home: {
    doors: 'Strony',
    barNote: 'Długość kreski to nasza niewiedza, a nie czas trwania.',
    gapNote: 'Puste miejsce znaczy „nic nie odnotowano”, a nie „nie było”.',
  },
  missing: { text: 'Pod tym adresem nic nie ma. Zacznij od jednej z tych stron:' },
  clock: {
    otherRecord: 'Tylko w porównywanym zapisie',
    earlierQuestion: 'Co wiedziano wcześniej?',
    knew: 'Co wiedzieliśmy dnia…?',
    changedSince: (number: number) => (number ? `Później zapisano ${n(number, { one: 'fakt, który zmienia', few: 'fakty, które zmieniają', many: 'faktów, które zmieniają', other: 'faktu, które zmieniają' })} ten obraz.` : 'Nic z tego, co zapisano później, nie zmienia tego obrazu.'),
    showDifferences: 'Pokaż różnice',
    hideDifferences: 'Ukryj różnice',
    emptyUntil: (day: string) => `Zapis był jeszcze pusty: pierwszy fakt zapisano ${day}.`,
    asOf: 'Stan na',
    change: (day: string) => `Stan na ${day}. Zmień datę`,
    record: 'Zapis:',
    today: 'dzisiejszy',
    number: (record: string, day: string | null) => `nr ${record}${day ? ` z ${day}` : ''}`,
    ofDay: (day: string, time: string | null) => `z ${day}${time ? `, ${time}` : ''}`,
    previous: 'poprzednia zmiana',
    next: 'następna zmiana',
    now: 'Dziś',
    field: 'Data',
    hint: 'Na przykład: 19 marca 2018, marzec 2018, 2018',
    show: 'Pokaż',
    cancel: 'Anuluj',
    means: (day: string, from: string, to: string) => (from === to ? day : `${day}, czyli między ${from} a ${to}`),
    refused: {
      impossible: 'Takiego dnia nie ma w kalendarzu.',
      ambiguous: 'Nie wiadomo, co jest dniem, a co miesiącem. Wpisz miesiąc słowem.',
      'no-year': 'Brakuje roku. Dopisz go.',
      reversed: 'Koniec jest przed początkiem.',
      unknown: 'Tu potrzebna jest data.',
      unread: 'Nie rozpoznaję tej daty. Wpisz na przykład „19 marca 2018”.',
    },
    sentence: (day: string) => `Stan na ${day}, według dzisiejszego zapisu.`,
    sentenceAt: (day: string, record: string) => `Stan na ${day}, według zapisu ${record}.`,
    compared: (record: string) => `Zaznaczono różnice wobec zapisu ${record}.`,
    earlier: (record: string) => `Oglądasz zapis ${record}.`,
    back: 'Wróć do dzisiejszego zapisu',
    empty: 'Zapis był jeszcze pusty.',
    controls: 'Zegar',
  },
  answer: {
    network: (day: string, yes: number, maybe: number, ongoing: string) => {
      const count = yes ? `${n(yes, clusters)} na pewno${maybe ? ` i ${maybe} być może` : ''}` : maybe ? `być może ${n(maybe, clusters)}` : 'nie odnotowano żadnego klastra';
      return `${day}: ${count}; ${ongoing}.`;
    },
    ongoing: (live: number, maybe: number, lapsing: number, sleeping: number) => {
      const parts = [`umowy trwające: ${live ? `${live}${maybe ? ` i być może ${maybe}` : ''}` : maybe ? `być może ${maybe}` : '0'}`, lapsing ? `wkrótce wygasają: ${lapsing}` : '', sleeping ? `bez działań od ponad roku: ${sleeping}` : ''];
      return parts.filter(Boolean).join('; ');
    },
    noAgreements: 'żadnej umowy nie odnotowano',
    counting: 'umowy trwające: …',
    uncounted: 'umów trwających nie udało się policzyć',
    timeline: (total: number, from: string, to: string, exact: number, inferred: number, rough: number) => {
      const span = from === to ? `z ${from} roku` : `z lat ${from}–${to}`;
      const parts = [exact ? `${exact} z dniem podanym w źródle` : '', inferred ? `${inferred} z datą wywnioskowaną` : '', rough ? `${rough} ${form(rough, { one: 'znany', few: 'znane', many: 'znanych', other: 'znane' })} mniej dokładnie` : ''];
      return `${n(total, facts)}${from ? ` ${span}` : ''}: ${parts.filter(Boolean).join(', ')}.`;
    },
    timelineNone: 'Do tego dnia nic nie odnotowano.',
    compare: (count: number, tied: number, pairs: number) =>
      `${n(count, clusters)}: coś łączy ${n(tied, { one: 'parę', few: 'pary', many: 'par', other: 'pary' })} z ${pairs}, o pozostałych nic nie odnotowano.`,
    pair: (a: string, b: string, what: string) => `${a} i ${b}: ${what}.`,
  },
  count: {
    clusters: (count: number) => n(count, clusters),
    facts: (count: number) => n(count, facts),
    sources: (count: number) => n(count, sources),
    agreements: (count: number) => n(count, agreements),
    visits: (count: number) => n(count, visits),
    members: (count: number) => n(count, { one: 'wspólny członek', few: 'wspólnych członków', many: 'wspólnych członków', other: 'wspólnego członka' }),
    ownMembers: (count: number) => n(count, { one: 'członek', few: 'członkowie', many: 'członków', other: 'członka' }),
    specialisations: (count: number) => n(count, { one: 'wspólna specjalizacja', few: 'wspólne specjalizacje', many: 'wspólnych specjalizacji', other: 'wspólnej specjalizacji' }),
    ownSpecialisations: (count: number) => n(count, { one: 'specjalizacja', few: 'specjalizacje', many: 'specjalizacji', other: 'specjalizacji' }),
    initiators: (count: number) => n(count, { one: 'wspólny inicjator', few: 'wspólnych inicjatorów', many: 'wspólnych inicjatorów', other: 'wspólnego inicjatora' }),
    changes: (count: number) => n(count, changes),
    ties: (count: number) => n(count, ties),
    gap: (count: number) => `${n(count, years)} bez faktów`,
  },
  list: (items: string[]) => list.format(items),
  kinds: {
    cluster: 'klaster', announced: 'zapowiedź klastra', city: 'miasto', organisation: 'organizacja', unit: 'jednostka', region: 'region', agreement: 'umowa', visit: 'wizyta',
    conference: 'konferencja', commitment: 'obietnica', role: 'udział', person: 'osoba', source: 'źródło', unknown: 'strona',
    'letter-of-intent': 'list intencyjny', 'cooperation-agreement': 'porozumienie', 'study-visit': 'wizyta studyjna',
  } as Record<string, string>,
  roles: { initiator: 'inicjator', founder: 'założyciel', coordinator: 'prowadzi klaster', member: 'członek' } as Record<string, string>,
  sure: { yes: 'na pewno', possibly: 'możliwe', imprecise: 'data nieprecyzyjna', open: 'początek nieznany', inferred: 'wywnioskowane', disputed: 'sporne', others: 'są inne wartości', unsourced: 'bez źródła', announced: 'zapowiedź', translation: 'tłumaczenie tego samego zdarzenia' },
  change: { added: 'dodano później', corrected: 'sprostowano później', changed: 'zmieniono później', judged: 'oceniono później', retracted: 'wycofano później' },
  picture: {
    label: 'Rysunek. Strzałki przechodzą między punktami; te same dane są w tabeli poniżej.',
    lettered: (text: string, date: string) => `${text}, ${date}`,
    loading: 'Wczytuję…',
    drawn: 'Rysunek',
  },
  strip: { label: 'Dzień, na który pokazać stan', drag: 'Oś dni' },
  legend: {
    title: 'Objaśnienie znaków', bars: 'Jak czytać kreski',
    cluster: 'klaster', maybeCluster: 'klaster: możliwe, że już działa', announced: 'klaster zapowiedziany', city: 'miasto', organisation: 'organizacja', agreement: 'umowa', visit: 'wizyta',
    party: 'strona umowy', maybe: 'możliwe', benefit: 'ma z tego korzystać', role: 'założył, prowadzi, należy', relation: 'powiązane klastry', by: 'najpóźniej wtedy', day: 'dzień', month: 'miesiąc',
    span: 'w tym przedziale', from: 'od wtedy, końca nie odnotowano', inferred: 'data wywnioskowana', life: 'klaster istnieje (kropki: być może)',
  },
  table: {
    more: (count: number) => `Pokaż następne (${count})`,
    title: 'To samo jako tabela', facts: (count: number) => `Fakty (${count})`, parties: (count: number) => `Strony i ich sąsiedzi (${count})`,
    who: 'Kto', what: 'Co', parts: 'Strony', when: 'Kiedy', bar: 'Na osi', sure: 'Pewność', sources: 'Źródła', party: 'Strona', ties: 'Powiązania', neighbours: 'Sąsiedzi',
    others: 'i być może inne', choose: (text: string) => `Wybierz: ${text}`,
  },
  register: { sort: 'Sortuj:', usual: 'zwykła kolejność' },
  search: { label: 'Szukaj', go: 'Szukaj', all: 'Wszystkie wyniki', none: (words: string) => `„${words}”: nic nie znaleziono.`, count: (count: number) => (count ? `Podpowiedzi: ${count}. Wybierz strzałkami.` : 'Brak podpowiedzi.') },
  foot: { operator: 'Prowadzi', licence: 'Licencja danych', api: 'Dla programistów' },
  panel: {
    source: 'o źródle', title: 'Wybrany znak', close: 'Zamknij', when: 'Kiedy', phrase: 'W źródle', status: 'Stan umowy', quote: (text: string) => `„${text}”`, basis: 'Podstawa', earliest: 'Najwcześniej', latest: 'Najpóźniej', parties: 'Strony', signatures: 'Podpisy',
    end: 'Koniec', noEnd: 'nieodnotowany', represents: 'reprezentuje', benefits: 'Ma z tego korzystać', subject: 'Przedmiot', conference: 'Konferencja', place: 'Miejsce', binding: 'Wiąże prawnie', yes: 'tak', no: 'nie',
    host: 'Gospodarz', visitors: 'Goście', sites: 'Zwiedzono', cited: 'Mowa o', delegates: 'Delegaci', purpose: 'Cel', outcomes: 'Wynik', state: 'Pewność', proposed: 'zaproponowana, jeszcze nie zawarta',
    roles: 'Udział', agreements: 'Umowy', visits: 'Wizyty', sources: (count: number) => `Źródła (${count})`, published: (day: string) => `opublikowano ${day}`, unpublished: 'bez daty publikacji',
    around: 'Zmiany wokół tego dnia', hint: 'Wybierz znak na rysunku albo wiersz tabeli, aby zobaczyć jego źródła.', cellHint: 'Wybierz pole tabeli, aby zobaczyć, co i na jakiej podstawie łączy tę parę.', starts: 'możliwe od tego dnia', certain: 'pewne od tego dnia', ends: 'koniec',
    gone: 'Tego, co wybrano, nie ma w stanie na ten dzień.', common: 'Wspólne', nothing: 'nic nie odnotowano', name: 'Nazwa', kind: 'Rodzaj', founded: 'Powołanie',
  },
  filter: { every: 'wszystkie', certain: 'Tylko pewne', gaps: 'Skróć puste lata', clusters: 'Klastry', all: 'Pokaż wszystkie klastry', choose: (count: number) => `W zapisie: ${n(count, clusters)}. Wybierz, od którego zacząć:`, matrix: 'Porównaj w tabeli', row: 'Klaster, którego wiersz czytam' },
  states: { proposed: 'zaproponowana', living: 'trwa', lapsing: 'trwa, wkrótce wygasa', sleeping: 'trwa, bez działań od ponad roku', lapsed: 'termin minął', ended: 'zakończona' } as Record<string, string>,
  address: {
    day: (value: string) => `Adres prosi o stan na dzień, którego nie rozumiem: „${value}”.`,
    record: (value: string) => `Adres prosi o zapis, którego nie rozumiem: „${value}”.`,
    nothing: 'Dlatego nie ma tu żadnego obrazu: dzisiejszy wyglądałby jak ten, o który prosi adres.',
    dayHint: 'Dzień w adresie wygląda tak: 2018-03-19, 2018-03 albo 2018.',
    recordHint: 'Zapis wskazuje numer, na przykład 116, albo czas, na przykład 2026-11-22T18:00:00Z.',
    today: 'Pokaż stan na dziś',
    value: (name: string, value: string) => `W adresie jest ${name}=${value}. Nie znam takiej wartości i pomijam ją.`,
    parameters: (names: string) => `Ta strona nie zna tego, co jest w adresie, i pomija to: ${names}.`,
    clusters: (list: string) => `W zapisie nie ma klastra o takim oznaczeniu: ${list}.`,
    choice: (value: string) => `W zapisie nie ma tego, co wskazuje adres: „${value}”.`,
    later: (record: string, last: number) => `Zapisu ${/^\d+$/.test(record) ? `nr ${record}` : `z ${record}`} jeszcze nie ma. Widać ostatni, nr ${last}.`,
    remove: 'Usuń to z adresu',
  },
  print: { sources: (count: number) => `Źródła tego, co widać (${count})`, address: 'Adres tej strony' },
  empty: { network: 'Na ten dzień nic nie odnotowano.', timeline: 'Do tego dnia nic nie odnotowano.', compare: 'Wybierz co najmniej dwa klastry.', filter: (name: string) => `Żaden fakt nie pasuje do filtra „${name}”.`, remove: (name: string) => `Usuń filtr „${name}”` },
  link: { download: 'Pobierz', cite: 'Cytuj', citation: (page: string, day: string, record: string, url: string) => `Upland, ${page}, stan na ${day}, zapis ${record}. ${url}`, copy: 'Kopiuj odnośnik', always: 'zawsze aktualny', exact: 'dokładnie ten obraz', alwaysNote: 'bez dat: pokaże stan i zapis z dnia otwarcia', exactNote: 'z obu datami: pokaże zawsze to samo', copied: 'Skopiowano odnośnik.', failed: 'Skopiuj ten adres:' },
  live: { fresh: (count: number) => n(count, { one: 'nowy fakt', few: 'nowe fakty', many: 'nowych faktów', other: 'nowego faktu' }), show: 'Pokaż', added: (count: number) => `Dopisano ${n(count, facts)}.`, cut: (time: string, position: number) => `Połączenie przerwane. Dane z ${time}, zapis nr ${position}.` },
  problem: { title: 'Nie udało się wczytać danych', network: 'Brak połączenia z serwerem.', outdated: 'Niżej jest ostatni wczytany obraz.', unloaded: 'Nie udało się wczytać części strony', unloadedNote: 'Połączenie zawiodło albo strona ma już nowszą wersję.', broken: 'Ta część strony się zepsuła', brokenNote: 'To nasz błąd. Adres i zapis są nienaruszone.', retry: 'Spróbuj ponownie', number: 'Numer zgłoszenia', status: (status: number) => `kod ${status}` },
  matrix: { caption: 'Co łączy pary klastrów', own: 'sam', possibly: 'możliwe', agreements: 'umowy', visits: 'wizyty', members: 'wspólni członkowie', specialisations: 'wspólne specjalizacje', initiators: 'wspólni inicjatorzy', nothing: 'nic nie odnotowano', cluster: 'Klaster', hint: 'Strzałki przechodzą między polami.', ownNote: 'Na przekątnej: co odnotowano o samym klastrze.' },
  dates: {
    by: (day: string) => `do ${day}`,
    byEnd: (span: string) => `do końca ${span}`,
    latest: (day: string) => `najpóźniej ${day}`,
    latestEnd: (span: string) => `najpóźniej z końcem ${span}`,
    from: (day: string) => `od ${day}, końca nie odnotowano`,
    between: (a: string, b: string) => `między ${a} a ${b}`,
    about: (day: string) => `około ${day}`,
    maybe: (day: string) => `prawdopodobnie ${day}`,
    yearEnd: (year: string) => `${year} roku`,
    yearFrom: (year: string) => `${year} roku`,
    inMonth: (month: number, year: string) => `w ${inMonth[month]} ${year}`,
    inYear: (year: string) => `w ${year} roku`,
    unknown: 'data nieznana',
  },
};

export type Texts = typeof pl;
export default pl;
