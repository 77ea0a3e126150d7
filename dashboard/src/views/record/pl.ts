// The Polish texts of the forms. `en.ts` has this module's type.

import { counter } from '../../plural.ts';
import { combo } from './comboTexts.ts';
import { start } from './startTexts.ts';
import { organisationTypes } from '../../facts/organisations.ts';
import { reasons } from './reasons.ts';

const n = counter('pl');
const days = { one: 'dzień', few: 'dni', many: 'dni', other: 'dnia' };
/** What a sentence is made of: each field in words, in one language. */
export type SentenceParts = Record<string, string>;
const more = (before: string, text: string | undefined) => (text ? `${before}${text}` : '');

const seat = (s: SentenceParts) => [s.address, s.place, s.region, s.country, s.coordinates].filter(Boolean).join(', ');
const passing = (s: SentenceParts) => `${more('; członkowie przechodzą: ', s.members_pass)}${more('; umowy przechodzą: ', s.agreements_pass)}`;

const pl = {
  ...start.pl,
  draft: {
    saved: 'Szkic zapisany na tym urządzeniu.', saving: 'Zapisuję szkic…', tabOnly: 'Szkic jest tylko w tej karcie: zniknie, gdy ją zamkniesz.', refused: 'Tej przeglądarce nie wolno zapisać szkicu: nie zamykaj karty.', unsaved: 'Nie zapisuj na tym urządzeniu',
    elsewhere: 'Ten szkic jest otwarty w innej karcie.', elsewhereNote: 'Tu go widać, ale nie można zmieniać: dwie karty nadpisywałyby się nawzajem.', take: 'Przejmij szkic tutaj',
    missing: 'Nie ma takiego szkicu', missingNote: 'Został usunięty, zapisany albo powstał w innej przeglądarce.', start: 'Zacznij od nowa', language: 'Język tego, co wpisujesz',
  },
  key: {
    title: 'Klucz do zapisu', label: 'Klucz', hint: 'Zaczyna się od „upl_”. Zostaje w tej karcie przeglądarki do jej zamknięcia i nie trafia do żadnego adresu.', use: 'Użyj klucza', empty: 'To nie jest klucz: składa się z liter, cyfr i znaków, bez spacji.',
    refusedTitle: 'Ten klucz nie działa', refused: 'Klucz jest nieznany albo został unieważniony. Wpisz inny.', kept: 'To, co wpisano niżej, zostaje.', forget: 'Zapomnij klucz',
    forbiddenTitle: 'Ten klucz na to nie pozwala', forbidden: (scope: string) => `Kluczowi brakuje uprawnienia ${scope}.`, subject: 'Ten klucz zapisuje tylko w imieniu swojego klastra albo podmiotu. Wpisz inny albo zapisz inny fakt.', lead: 'Do zapisywania potrzebny jest klucz. Wydaje go operator tego zapisu.',
  },
  parts: { source: 'Źródło', what: 'Co i kto', when: 'Kiedy', check: 'Sprawdź i zapisz' },
  fields: {
    rank: 'Ocena', names: 'Nazwa', kind: 'Rodzaj', abbreviation: 'Skrót', part_of: 'Część czego', scheme: 'Rejestr', value: 'Numer w rejestrze albo adres strony', cluster: 'Klaster', party: 'Organizacja', class: 'Rodzaj członkostwa', comparator: 'Dokładność', also_in: 'Liczone łącznie z tymi klastrami', clusters_count: 'W ilu klastrach łącznie', count: 'Liczba', parties: 'Strony', subject: 'Przedmiot', beneficiaries: 'Kto ma z tego korzystać', binding: 'Czy wiąże prawnie', others: 'Źródło dodaje „między innymi”: są też strony niewymienione', agreement: 'Umowa', signers: 'Kto podpisał', place: 'Miejsce', concluded: 'Podpisały już wszystkie strony: umowa jest zawarta', host: 'Gospodarz', visitors: 'Goście', delegates: 'Delegaci', purpose: 'Cel', sites: 'Co zwiedzono', clusters: 'O jakich klastrach była mowa', outcome: 'Wynik', leads_to: 'Do czego doprowadziła', text: 'Treść obietnicy', promisor: 'Kto obiecał', submitter: 'Kto przedstawił dowód', words: 'Co dokument mówi o obietnicy', fields: 'Co jest błędne', other: 'Drugi wpis', owner: 'Klaster albo organizacja', relation: 'Powiązanie', related: 'Drugi klaster', linked: 'Pewność powiązania', decision: 'Decyzja', evidence: 'Skąd to wiadomo', reason: 'Dlaczego', organisation_type: 'Rodzaj organizacji', country: 'Kraj', region: 'Województwo albo region', address: 'Adres', title: 'Tytuł projektu', programme: 'Program', amount: 'Kwota całego projektu', currency: 'Waluta', shares: 'Kto bierze w nim udział', coordinates: 'Współrzędne', classification: 'Klasyfikacja', edition: 'Wydanie klasyfikacji', sectors: 'Kody branż', into: 'Klaster, który działa dalej', members_pass: 'Czy członkowie przechodzą na następcę', agreements_pass: 'Czy umowy przechodzą na następcę', by: 'W czyim imieniu',
  } as Record<string, string>,
  share: (name: string) => `Kwota, ${name}`,
  hints: {
    names: 'Pełna nazwa, jak w rejestrze albo na stronie.', party: 'Wpisz nazwę. Jeśli jest już w zapisie, wybierz ją z listy.', count: 'To nie zmienia listy członków.', parties: 'Co najmniej dwie; stroną może być też miasto.', signers: 'Nazwisk tu nie wpisuj: wystarczy funkcja.', delegates: 'Bez nazwisk: strona, funkcja i organizacja.', sites: 'Zwiedzony zakład nie staje się przez to partnerem.', value: 'NIP, REGON, KRS, LEI, ROR albo adres strony internetowej.', submitter: 'Dowodem jest dokument, który podajesz jako źródło.', subject: 'Czego dotyczy umowa.', evidence: 'Na przykład: ten sam numer KRS, ten sam adres. Przy cofaniu: dlaczego.',
    amount: 'Na przykład: 1 500 000,00. Puste, jeśli nie wiadomo.', currency: 'Trzy litery, na przykład PLN albo EUR.', shares: 'Kwotę wpisz tylko tam, gdzie ją podano.', coordinates: 'Stopnie dziesiętne, najpierw szerokość, na przykład 51.2465, 22.5684.', country: 'Dwie litery, na przykład PL.', region: 'Kod NUTS albo TERYT, na przykład PL814 albo 06.', edition: 'Na przykład: 2007, 2025 albo Rev. 2.', sectors: 'Na przykład: 29.31.Z, 72.19. Lista zastępuje poprzednią.', into: 'Przy podziale co najmniej dwa.',
    reason: 'Przeczytają to wszyscy, którzy widzą fakt.',
  } as Record<string, string>,
  options: {
    rank: { preferred: 'preferowana: ta się liczy', normal: 'zwykła', deprecated: 'odrzucona: tylko w historii' },
    kind: { organisation: 'organizacja', unit: 'jednostka organizacji', city: 'miasto', region: 'region', 'letter-of-intent': 'list intencyjny', 'cooperation-agreement': 'porozumienie o współpracy' },
    class: { full: 'pełne', founder: 'założyciel', supporting: 'wspierające', partner: 'partnerskie', all: 'wszyscy członkowie', founders: 'założyciele', partners: 'partnerzy', firms: 'firmy', paying: 'członkowie opłacający składki' },
    comparator: { exactly: 'dokładnie', over: 'ponad', about: 'około', 'at-least': 'co najmniej', almost: 'prawie' },
    binding: { yes: 'tak', no: 'nie' }, members_pass: { yes: 'tak', no: 'nie' }, agreements_pass: { yes: 'tak', no: 'nie' },
    organisation_type: organisationTypes.pl,
    decision: { certain: 'to jeden podmiot', likely: 'to może być jeden podmiot: zaproponuj', accept: 'to jeden podmiot, jak zaproponowano', distinct: 'to dwa różne podmioty', unlink: 'to jednak dwa podmioty: cofnij połączenie' },
    relation: { 'same-as': 'to samo co', 'successor-of': 'kontynuuje', 'part-of': 'część' }, linked: { certain: 'na pewno', likely: 'prawdopodobnie', possible: 'być może', ended: 'powiązanie się skończyło' },
    scheme: { nip: 'NIP', regon: 'REGON', krs: 'KRS', lei: 'LEI', ror: 'ROR', website: 'strona internetowa' },
  } as Record<string, Record<string, string>>,
  unsaid: 'nie podano',
  other: { pl: 'po polsku', en: 'po angielsku', add: (field: string) => `Dodaj po angielsku: ${field}` },
  combo: combo.pl,
  source: {
    search: 'Skąd to wiadomo', hint: 'Wpisz tytuł dokumentu albo wklej adres strony.', none: 'Nie mam źródła', noneNote: 'Fakt będzie miał znak ∅ (bez źródła) i będzie uznany za zapisany przez tego, kto brał w nim udział.', fresh: (title: string) => `Nowe źródło: ${title}`, title: 'Tytuł', type: 'Rodzaj źródła', language: 'Język', url: 'Adres', published: 'Opublikowano', publishedHint: 'Na przykład: 19 marca 2018', locator: 'Miejsce w dokumencie', locatorHint: 'Na przykład: strona 3, akapit 2', file: 'Plik dokumentu', fileHint: 'Plik zostaje u Ciebie: zapisany będzie tylko jego odcisk (SHA-256).', hashed: 'Odcisk obliczony.', unhashed: 'Tu nie da się obliczyć odcisku.', languages: { pl: 'polski', en: 'angielski' } as Record<string, string>, another: 'Dodaj drugie źródło',
  },
  delegate: { add: 'Dodaj delegata', number: (number: number) => `Delegat ${number}`, side: 'Strona', sides: { host: 'gospodarz', visitor: 'gość' }, function: 'Funkcja', organisation: 'Organizacja', remove: (number: number) => `Usuń delegata ${number}` },
  signer: { choose: 'Najpierw wybierz umowę.', signed: (day: string) => `podpisano: ${day}`, represented: (party: string) => `Kto reprezentuje: ${party}`, function: (party: string) => `W jakiej funkcji: ${party}`, all: 'Zaznacz wszystkich', more: 'Jeszcze jedna strona', none: 'Zapis nie pokazuje stron tej umowy. Wskaż, kto podpisał.' },
  fact: { title: 'Fakt, o który chodzi', date: 'Data jest błędna', keep: 'Zmień tylko to, co jest błędne; reszta zostaje.', values: 'Która wartość', several: 'Tylko ta wartość jest podana: nie ma czego oceniać.', own: 'zapisana pierwsza', instead: 'Podaj tylko to, co źródło mówi inaczej. Data niżej jest ta zapisana: zmień ją, jeśli źródło podaje inną.', unchanged: 'bez zmian', change: (field: string) => `Zmień: ${field}`, restore: (field: string) => `Zostaw bez zmian: ${field}`, missing: 'Wejdź na stronę faktu i wybierz tam, co z nim zrobić.', none: 'Nie wybrano faktu', loading: 'Wczytuję fakt…', other: (fields: string) => `Tych pól nie można poprawić tutaj: ${fields}. Wycofaj fakt i zapisz go na nowo.`, open: 'Strona faktu', alike: 'Zmień datę także tych faktów', also: (count: number) => `i jeszcze ${n(count, { one: 'fakt', few: 'fakty', many: 'faktów', other: 'faktu' })}`, alikeNote: 'Ich data wynika z tego samego:', alikeDate: 'Można je zmienić razem, gdy zmieniasz samą datę. Wynika ona z tego samego:' },
  when: {
    label: 'Kiedy', asOf: 'Na jaki dzień podano liczbę', hint: 'Tak, jak w źródle: 19 marca 2018, marzec 2018, do 12 stycznia 2018, między 2014 a 2015.', precision: 'Jak dokładnie', precisions: { typed: 'tak, jak wpisano', day: 'dzień', month: 'miesiąc', year: 'rok', by: 'najpóźniej', between: 'między', unknown: 'nie wiem' },
    will: 'Zapiszemy:', means: (said: string, from: string, to: string) => `${said}, czyli między ${from} a ${to}`, unknown: 'data nieznana', until: 'Do kiedy', order: 'Co jest dniem?', first: (day: string) => day, year: 'Rok', from: 'Najwcześniej', to: 'Najpóźniej', basis: 'Skąd to wiemy', basisHint: 'Na przykład: dokument wspomina wybory z 2018 roku.', phrase: 'Słowa źródła', more: 'Słowa źródła i podstawa', year0: 'W źródle nie ma roku. Podaj go i napisz, skąd go znamy.', boundsNote: 'To zostanie jako słowa źródła. Kiedy to mogło być?',
    questions: {
      empty: 'Podaj datę albo wybierz „nie wiem”.', order: 'Wskaż, która liczba jest dniem.', year: 'Podaj rok.', bounds: 'Podaj, kiedy najwcześniej albo kiedy najpóźniej.', basis: 'Napisz, skąd to wiemy.', until: 'Podaj drugą datę.', day: 'Podaj też dzień albo wybierz mniejszą dokładność.', month: 'Podaj też miesiąc albo wybierz „rok”.', impossible: 'Takiego dnia nie ma w kalendarzu.', reversed: 'Koniec jest przed początkiem.', unread: 'Nie rozpoznaję tej daty. Wpisz na przykład „19 marca 2018”.',
    } as Record<string, string>,
  },
  check: {
    sentence: 'Tak to będzie brzmiało', mark: 'Tak to będzie wyglądało', incomplete: (count: number) => `Brakuje jeszcze: ${n(count, { one: 'odpowiedź', few: 'odpowiedzi', many: 'odpowiedzi', other: 'odpowiedzi' })}.`, asking: 'Pytam rejestr…', accepts: 'Rejestr przyjmie ten fakt.', refuses: 'Rejestr nie przyjmie tego faktu:', unasked: 'Rejestr teraz nie odpowiada. Sprawdzimy przy zapisie.', record: 'Zapisz', busy: 'Zapisuję…', without: 'bez źródła', more: (count: number) => `Razem z tym zapiszemy nowe: ${count}.`, change: 'zmień', lines: (count: number) => `Powstanie ${n(count, { one: 'zdarzenie', few: 'zdarzenia', many: 'zdarzeń', other: 'zdarzenia' })}, wszystkie albo żadne.`,
  },
  missing: {
    sum: 'Podaj kwotę, na przykład 1 500 000,00.', currency: 'Podaj walutę trzema literami, na przykład PLN.', point: 'Podaj dwie liczby: szerokość od −90 do 90 i długość od −180 do 180, na przykład 51.2465, 22.5684.', doubter: 'Podaj, kto zgłasza sprzeciw, albo źródło i wartość, którą podaje.', needed: 'Tego pola nie można pominąć.', two: 'Podaj co najmniej dwie strony.', several: 'Wybierz co najmniej dwa klastry.', where: 'Podaj kraj, region, adres, miejscowość albo współrzędne.', signs: 'Zaznacz, kto podpisał.', number: 'Podaj liczbę.', changed: 'Zmień co najmniej jedno pole.', source: 'Sprostowanie musi mieć źródło.', title: 'Podaj tytuł źródła.', url: 'Adres zaczyna się od http:// albo https://.', address: 'Strona WWW ma adres.', published: 'Nie rozpoznaję tej daty.', document: 'Dowodem jest dokument: podaj go jako źródło.', word: 'To pole jest za długie.',
  } as Record<string, string>,
  refusal: {
    title: 'Nie zapisano:', missing: 'Nie zapisano: czegoś jeszcze brakuje', earlier: 'W zapisie jest już:', fact: (number: string, day: string) => `fakt nr ${number}${day ? `, ${day}` : ''}`, correct: 'Jeśli tam jest błąd, zapisz sprostowanie', network: 'Brak połączenia. Zapiszemy, gdy rejestr wróci.', away: 'Rejestr chwilowo nie odpowiada. Zapiszemy, gdy wróci.', often: 'Za dużo próśb naraz. Zapiszemy za chwilę.', again: (seconds: number) => `Następna próba za ${seconds} s.`, now: 'Spróbuj teraz', stop: 'Nie czekaj', number: 'Numer zgłoszenia', status: (status: number) => `kod ${status}`, detail: 'Rejestr mówi:',
    changed: 'Ktoś zapisał tu coś w międzyczasie. To, co wpisano, zostaje; przeczytaj zmianę i zapisz jeszcze raz.', change: (type: string, number: string) => `${type} (fakt nr ${number})`, reused: 'Ten szkic został już zapisany, zanim go zmieniono. Jeśli zmiana jest potrzebna, zapisz sprostowanie.', field: 'Ta wartość nie pasuje do pola.', large: 'To więcej, niż rejestr przyjmuje naraz.',
  },
  types: { ValueRanked: 'ocena wartości', FactConfirmed: 'potwierdzenie', FactDisputed: 'sprzeciw', FactRefined: 'uściślenie daty', FactCorrected: 'sprostowanie', FactRetracted: 'wycofanie' } as Record<string, string>,
  typeOther: (type: string) => `nowy fakt (${type})`,
  done: { title: 'Zapisano', text: (number: number) => `Fakt jest w zapisie pod numerem ${number}.`, waiting: 'Za chwilę będzie widoczny na stronach; szkic zostaje do tej chwili.', visible: 'Jest już widoczny na stronach, a szkic został usunięty.', hidden: 'Widoki już go znają, ale nie jest dla wszystkich: bez klucza go nie widać. Szkic został usunięty.', late: 'Widoki jeszcze go nie pokazują. Sprawdzamy dalej; szkic zostaje.', open: 'Otwórz fakt', another: 'Zapisz następny', network: 'Pokaż sieć', finish: 'Gotowe' },
  back: 'Wszystkie formularze',

  sentences: {
    organisation: (s: SentenceParts) => `Nowy podmiot w zapisie: ${s.names}${more(' (', s.abbreviation)}${s.abbreviation ? ')' : ''}, ${s.kind}${more('; część: ', s.part_of)}.`,
    member: (s: SentenceParts) => `${s.when}: nowy członek klastra ${s.cluster} to ${s.party}${more('; członkostwo: ', s.class)}.`,
    count: (s: SentenceParts) => `${s.when}: ${s.cluster} ma ${s.comparator} ${s.count} (${s.class})${more('; łącznie z: ', s.also_in)}${more('; liczba klastrów łącznie: ', s.clusters_count)}.`,
    agreement: (s: SentenceParts) => `${s.when}: zaproponowano: ${s.kind}. Strony: ${s.parties}. Przedmiot: ${s.subject}.`,
    signature: (s: SentenceParts) => `${s.when}: „${s.agreement}” podpisali: ${s.signers}${s.concluded ? '; umowa jest zawarta' : ''}.`,
    conclusion: (s: SentenceParts) => `${s.when}: zawarto „${s.agreement}”.`,
    project: (s: SentenceParts) => `${s.when}: projekt w ramach „${s.agreement}”: ${s.title}${more('; program: ', s.programme)}${more('; kwota: ', s.amount)}${more('; udział biorą: ', s.shares)}.`,
    visit: (s: SentenceParts) => `${s.when}: wizyta. Gospodarz: ${s.host}. Goście: ${s.visitors}${more('. Wynik: ', s.outcome)}.`,
    promise: (s: SentenceParts) => `${s.when}: obietnica${more(' – ', s.promisor)}: „${s.text}”${more('; dowód przedstawia ', s.submitter)}.`,
    link: (s: SentenceParts) => `${s.party} i ${s.other}: ${s.decision}. Skąd to wiadomo: ${s.evidence}`,
    type: (s: SentenceParts) => `${s.when}: ${s.party} to ${s.organisation_type}.`,
    seat: (s: SentenceParts) => `${s.when}: ${s.party} ma siedzibę: ${seat(s)}.`,
    sectors: (s: SentenceParts) => `${s.when}: ${s.party} działa w branżach ${s.classification} ${s.edition}: ${s.sectors}.`,
    called: (s: SentenceParts) => `${s.when}: ${s.party} ma nową nazwę: ${s.names}${more(' (', s.abbreviation)}${s.abbreviation ? ')' : ''}.`,
    number: (s: SentenceParts) => `${s.when}: ${s.owner}, ${s.scheme}: ${s.value}.`,
    rename: (s: SentenceParts) => `${s.when}: ${s.cluster} ma nową nazwę: ${s.names}${more(' (', s.abbreviation)}${s.abbreviation ? ')' : ''}.`,
    alias: (s: SentenceParts) => `${s.when}: ${s.owner} ma też nazwę: ${s.names}${more(' (', s.abbreviation)}${s.abbreviation ? ')' : ''}.`,
    relation: (s: SentenceParts) => `${s.when}: ${s.cluster}, ${s.relation}: ${s.related}; ${s.linked}${more('. Skąd to wiadomo: ', s.evidence)}.`,
    merger: (s: SentenceParts) => `${s.when}: ${s.cluster} łączy się w klaster: ${s.into}${passing(s)}.`,
    split: (s: SentenceParts) => `${s.when}: ${s.cluster} dzieli się na: ${s.into}${passing(s)}.`,
    correction: (s: SentenceParts) => `Sprostowanie: ${s.target}. ${more('Nowa data: ', s.date)}${s.date && s.changed ? '. ' : ''}${more('Zmienione pola: ', s.changed)}. Powód: ${s.reason}`,
    refinement: (s: SentenceParts) => `Uściślenie daty: ${s.target}. Dokładniej: ${s.when}.`,
    retraction: (s: SentenceParts) => `Wycofanie: ${s.target}. Powód: ${s.reason}`,
    dispute: (s: SentenceParts) => `Sprzeciw: ${s.target}. ${s.by ? `Zgłasza: ${s.by}` : 'Mówi co innego: źródło'}${more('. Inna data: ', s.date)}${more('. Inne wartości: ', s.changed)}.${more(' Powód: ', s.reason)}`,
    confirmation: (s: SentenceParts) => `Potwierdzenie: ${s.target}. Potwierdza: ${s.by}.`,
    ranking: (s: SentenceParts) => `Ocena wartości: ${s.target}. ${s.rank}${more('. Ocenia: ', s.by)}.`,
  },
  similar: {
    title: 'Czy tej organizacji nie ma już w zapisie?', note: 'Te wpisy są podobne. Jeśli to ta sama organizacja, nie zapisuj jej drugi raz. Jeśli inna, zaznacz to: nikt nie zapyta ponownie.', other: 'To inna organizacja',
    reasons: reasons.pl,
  },
  days: (count: number) => n(count, days),
};

export type RecordTexts = typeof pl;
export default pl;
