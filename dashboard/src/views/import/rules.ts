// What the rules of an import mean, by their codes, in the language that its report is not written in.

/** Rules of tables and files. */
const tables: Record<string, string> = {
  form: 'Ta wartość nie ma postaci, jakiej wymaga zapis.',
  hash: 'To nie jest skrót SHA-256: składa się on z 64 cyfr szesnastkowych (0–9 i a–f).',
  file: 'Tego pliku nie da się odczytać.',
  encoding: 'Nie wiadomo, w jakim kodowaniu jest ten plik. Zapisz go jako UTF-8.',
  csv: 'Ten wiersz nie ma tylu komórek co nagłówek albo tabela jest pusta. Komórka z separatorem w środku musi być w cudzysłowie.',
  json: 'To nie jest poprawny JSON.',
  yaml: 'To nie jest poprawny YAML albo nie ma układu, jakiego wymaga import.',
  sheet: 'Tego arkusza nie wczytano: jest ukryty albo nie ma w nim tabeli.',
  header: 'Z nagłówka nie wynika, co jest w wierszach. Wskaż to w części „Jak odczytano tabelę”.',
  heading: 'To śródtytuł nad kilkoma kolumnami i nie został wczytany. To, co mówi o wierszach, wpisz do kolumny.',
  title: 'To stoi nad nagłówkiem i nie zostało wczytane.',
  total: 'To wiersz z sumą i nie został wczytany.',
  remark: 'To uwaga pod tabelą i nie została wczytana.',
  'known-field': 'Tej kolumny albo tego pola nie wczytano, bo nic tu nie znaczy. W części „Jak odczytano tabelę” możesz wskazać, czym jest.',
  'needed-field': 'Brakuje wartości, bez której tego faktu nie da się zapisać.',
  'known-command': 'Nie ma takiego polecenia.',
  'no-value': 'Tę komórkę odczytano jako pustą. Jeśli jest w niej wartość, wpisz ją inaczej.',
  'own-class': 'Takiej klasy członków nie ma w zapisie. Zapisano ją słowami z tabeli; możesz wskazać, która z czterech to jest.',
  'not-stored': 'Ta organizacja jest już w zapisie, a jej wpis się nie zmienia: tej wartości nie zapisano.',
  'told-otherwise': 'W zapisie stoi tu co innego, a wpis się przez to nie zmienia. Wpisz to samo albo tylko identyfikator.',
  'same-number': 'Ten numer należy już do innej organizacji.',
  'known-person': 'Tej osoby nie ma ani w tych plikach, ani w plikach wczytanych wcześniej tym samym kluczem.',
  'known-name': 'Nie wiadomo, o kogo chodzi: zapis nie zna tej nazwy albo ma ją kilka wpisów. Podaj identyfikator.',
  'known-stream': 'Nie zna tego ani tabela, ani zapis. Najczęściej to literówka.',
  'similar-party': 'Ta organizacja może już być w zapisie. Jeśli to inna, podaj to w kolumnie „to nie jest”.',
  reference: 'To nie jest identyfikator wpisu tego rodzaju.',
  id: 'To nie jest identyfikator: składa się on z małych liter, cyfr i łączników.',
  word: 'To nie jest nazwa rodzaju: składa się ona z małych liter, cyfr i łączników.',
  language: 'To nie jest oznaczenie języka, takie jak pl albo en.',
  'allowed-value': 'Takiej wartości tu nie ma. Wpisz jedną z dozwolonych.',
  number: 'To nie jest liczba.',
  flag: 'To nie jest ani „tak”, ani „nie”.',
  date: 'To nie jest data, którą umiemy odczytać. Wpisz na przykład 19.03.2018, marzec 2018 albo 2018.',
  'free-id': 'Z tej nazwy nie da się utworzyć wolnego identyfikatora. Podaj go w kolumnie „id”.',
  'not-read': 'Te rekordy są w pliku, ale import ich nie wczytuje.',
  'defaults-first': 'Część `defaults` musi stać przed częścią `facts`.',
  unanswered: 'Rejestr nie odpowiedział. Wczytaj tabelę jeszcze raz: to, co już zapisano, nie zapisze się drugi raz.',
};

/** Rules of the registry that its forms never break: the commands they belong to have no form. */
const commands: Record<string, string> = {
  'source-address': 'Strona WWW ma adres. Podaj go.', 'hash-of-file': 'Papier i rozmowa nie mają skrótu. Skan albo nagranie to plik.',
  'clusters-counted': 'Wymieniono więcej klastrów, niż policzono.', 'clusters-distinct': 'Ten sam klaster jest wymieniony dwa razy.',
  'agreement-alive': 'Tego dnia ta umowa miała już nie obowiązywać. Jeśli obowiązuje dalej, zapisz jej zmianę.', 'all-approved': 'Nie wszystkie strony zatwierdziły tekst o tym odcisku.', 'approves-once': 'Ta strona już zatwierdziła ten tekst.', 'audience-named': 'Ta umowa nie jest zawarta, a jej koniec byłby publiczny. Podaj odbiorców.', 'concluded-first': 'Ta umowa nie jest jeszcze zawarta.', 'is-a-party': 'Ten podmiot nie jest stroną tej umowy.', 'project-once': 'Projekt o tej nazwie jest już zapisany. Jeśli kwota jest błędna, sprostuj tamten fakt.', 'shares-within-amount': 'Udziały razem są większe niż kwota całego projektu.', 'not-a-party': 'Ten podmiot jest już stroną tej umowy.', 'party-takes-part': 'Wśród uczestników nie ma żadnej strony tej umowy.', 'text-changes': 'Ten tekst już obowiązuje.', 'time-run-out': 'Ta umowa ma obowiązywać dłużej. Jeśli skończyła się wcześniej, zapisz jej wypowiedzenie.',
  'announced-before-founded': 'Klaster założono na pewno przed tą zapowiedzią. Sprawdź obie daty.', 'announced-first': 'Zapis już zna ten klaster, a zapowiedź może być tylko jego pierwszym faktem.', 'founded-once': 'Ten klaster jest już założony. Jeśli data jest błędna, sprostuj tamten fakt.', named: 'Klaster, którego nie zapowiedziano, musi tu dostać nazwę.', 'name-changes': 'Ta nazwa już jest w zapisie.', 'coordinates-now': 'Ta organizacja nie koordynuje tego klastra.', 'coordinates-once': 'Ta organizacja już koordynuje ten klaster. Jeśli jej rola się zmienia, najpierw zapisz koniec poprzedniej.', 'one-lead': 'Ten klaster ma już organizację wiodącą, a może mieć tylko jedną naraz.', 'successors-distinct': 'Ten sam klaster jest wymieniony dwa razy wśród następców.', 'declared-now': 'Tej specjalizacji klaster wtedy nie deklaruje.', 'specialisation-once': 'Ta specjalizacja jest już zadeklarowana.', 'team-formed': 'Takiego zespołu wtedy nie ma.', 'team-name-unique': 'Zespół o tej nazwie już jest.',
  'recognised-now': 'Klaster nie ma wtedy tego statusu.', 'recognition-interval': 'Ten status kończyłby się na pewno przed początkiem. Sprawdź obie daty.', 'recognition-overlaps': 'Klaster ma już ten status w części tych dni.',
  'applied-first': 'Ta organizacja nie złożyła wniosku albo dostała już odpowiedź.', 'applied-once': 'Ta organizacja złożyła już wniosek i czeka na odpowiedź.', 'class-changes': 'Ten członek jest już w tej klasie.', 'class-known': 'Zapis podaje dla tego członka inną klasę.', 'is-a-member': 'Ta organizacja nie jest członkiem tego klastra.', 'left-once': 'Koniec tego członkostwa jest już zapisany.',
  'description-changes': 'To już jest zapisane o tej organizacji.', 'seat-given': 'Podaj co najmniej jedno: kraj, region, adres, miejscowość albo współrzędne.', 'region-in-country': 'Ten region leży w innym kraju, niż podano.', 'region-code': 'Takiego kodu regionu nie ma w tej klasyfikacji.', 'sector-code': 'Ten kod ma literę PKD, a kod NACE kończy się przed nią.', 'sector-once': 'Ten sam kod jest wymieniony dwa razy.', 'one-main-sector': 'Główna może być tylko jedna działalność.',
  'evidence-exists': 'W zapisie tej obietnicy nie ma takiego dowodu.', 'planned-once': 'Ta wizyta jest już zaplanowana. Jeśli plan się zmienił, sprostuj go.', 'planned-first': 'Zapis nie wie, że tę wizytę planowano.', 'not-held': 'Ta wizyta już się odbyła, więc nie można jej planować ani odwołać.',
  'function-once': 'Ta osoba ma już tam zapisaną tę funkcję.', 'function-held': 'Ta osoba nie ma tam zapisanej takiej funkcji. Nazwa funkcji musi brzmieć tak, jak ją zapisano.', 'ended-once': 'Koniec tej funkcji jest już zapisany.', 'end-not-before-start': 'Ten koniec wypada na pewno przed początkiem funkcji. Sprawdź obie daty.', 'not-erased': 'Dane tej osoby usunięto i nic już się o niej nie zapisuje.', 'name-sealable': 'Ten rejestr nie ma klucza, którym zabezpiecza się nazwiska. Pomiń nazwisko albo zapytaj operatora.',
  irreversible: 'Tego faktu nie można wycofać.', 'made-here': 'Subskrypcji nie zapisuje się z żadnego źródła.', 'requested-first': 'Nie ma tu prośby, która czeka na zgodę.', 'same-subscriber': 'Ta subskrypcja należała do kogoś innego. Załóż nową.', subscribed: 'Nie ma tu subskrypcji, którą można odwołać.', 'subscribed-once': 'Ta subskrypcja już jest.', 'filter-inside': 'Takich zdarzeń nie ma albo nie można ich subskrybować.', 'import-state': 'Ten import jest teraz w innym stanie.',
};

/** Kinds of refusals that no rule of its own explains, by the last part of their type. */
const kinds: Record<string, string> = {
  internal: 'W rejestrze wystąpił błąd. Wczytaj tabelę jeszcze raz.', malformed: 'Rejestr nie umie tego odczytać.', unauthenticated: 'Ten klucz nie działa.', forbidden: 'Ten klucz na to nie pozwala.', 'not-found': 'Nie ma tego w zapisie.', 'wrong-version': 'Ktoś zapisał tu coś w międzyczasie. Sprawdź tabelę jeszcze raz.', 'key-reused': 'Pod tym samym oznaczeniem zapisano już coś innego.', 'too-large': 'Ten fakt jest za duży, żeby go zapisać.', 'unsupported-media': 'Rejestr nie odczytuje takiego rodzaju danych.', refused: 'Rejestr tego nie przyjmuje.', 'too-many-requests': 'Za dużo próśb naraz. Wczytaj tabelę jeszcze raz za chwilę.', 'too-much-work': 'To za dużo pracy naraz. Wczytaj mniejszą część.', overloaded: 'Rejestr ma teraz za dużo pracy. Wczytaj tabelę jeszcze raz za chwilę.', unavailable: 'Nie można teraz zapisywać. Wczytaj tabelę jeszcze raz za chwilę.', untimely: 'Zegar serwera jest zły, więc nic nie zapisano. Zgłoś to operatorowi.',
};

export const rules: Record<string, string> = { ...tables, ...commands, ...kinds };
