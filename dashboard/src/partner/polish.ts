// The Polish texts of the partner's page. `english.ts` has this module's type, so a missing text does not compile.

import { counter } from '../plural.ts';

const n = counter('pl');
const events = { one: 'zdarzenie', few: 'zdarzenia', many: 'zdarzeń', other: 'zdarzenia' };
const subscriptions = { one: 'subskrypcja', few: 'subskrypcje', many: 'subskrypcji', other: 'subskrypcji' };
const positions = { one: 'zapis', few: 'zapisy', many: 'zapisów', other: 'zapisu' };

const pl = {
  lead: 'Podaj klucz, aby zobaczyć subskrypcje, kanały i to, co jeszcze nie dotarło.',
  answer: (name: string, total: number, requested: number) => `Klucz „${name}”: ${n(total, subscriptions)}${requested ? `, na zgodę czeka: ${requested}` : ''}.`,
  key: {
    title: 'Klucz partnera', label: 'Klucz', hint: 'Zaczyna się od „upl_”. Zostaje w tej karcie przeglądarki do jej zamknięcia; nie trafia do adresu.',
    use: 'Użyj klucza', forget: 'Zapomnij klucz', empty: 'To nie jest klucz: ma same litery, cyfry i znaki, bez odstępów.', replaced: 'Wczytano dane nowego klucza.',
    refusedTitle: 'Ten klucz nie działa', refused: 'Klucz nie jest znany albo został unieważniony. Poproś operatora o nowy i wpisz go tutaj.', stale: 'To, co widać niżej, pochodzi sprzed tej chwili; wpisane teksty zostają.',
  },
  me: {
    title: 'Kim jestem', name: 'Klucz', subject: 'Dla kogo', nobody: 'nie jest związany z żadnym podmiotem', scopes: 'Uprawnienia', reads: 'Co czyta', everything: 'każde zdarzenie', nothing: 'niczego: brak uprawnienia feed:read',
    groups: (list: string) => `to, co jest dla: ${list}`, may: (scope: string) => `Ten klucz nie może mieć subskrypcji: brakuje mu uprawnienia ${scope}. Poproś operatora o klucz, który je ma.`,
    group: { public: 'wszystkich', partners: 'wszystkich partnerów' } as Record<string, string>,
  },
  subscriptions: { title: 'Subskrypcje', all: 'Subskrypcje wszystkich partnerów', none: 'Nie ma jeszcze żadnej subskrypcji. Poproś o pierwszą poniżej.', refresh: 'Odśwież', operators: 'Strona operatora' },
  subscription: {
    stage: { requested: 'czeka na zgodę', approved: 'zatwierdzona', revoked: 'cofnięta' }, subscriber: 'Czyja', filter: 'Co obejmuje', changed: 'Zmieniona', id: 'Oznaczenie',
    requestedNote: 'Kanał można dodać, gdy operator ją zatwierdzi.', revokedNote: 'Nic już nie jest wysyłane. Możesz poprosić o nową subskrypcję.',
    approve: 'Zatwierdź', revoke: 'Cofnij subskrypcję', revokeSure: 'Cofnąć tę subskrypcję? Jej kanały zostaną zamknięte na zawsze.', approved: 'Zatwierdzono.', revoked: 'Cofnięto.',
    channels: (count: number) => `Kanały (${count})`, noChannels: 'Nie ma kanału: zdarzenia czekają, ale nic nie jest wysyłane. Dodaj kanał poniżej.',
  },
  filter: {
    attributes: { type: 'rodzaj', cluster: 'klaster', party: 'podmiot', stream: 'strumień', audience: 'odbiorcy' },
    comparisons: { exact: 'to', not: 'to nie', prefix: 'zaczyna się od', suffix: 'kończy się na' },
    all: 'i', any: 'lub', not: (what: string) => `nie (${what})`, everything: 'wszystko, co wolno czytać',
  },
  ask: {
    title: 'Poproś o subskrypcję', which: 'Które zdarzenia', everything: 'Wszystkie, które wolno mi czytać', some: 'Tylko te, które spełniają warunki', raw: 'Wyrażenie, które napiszę w JSON',
    together: 'Ile warunków ma być spełnionych', all: 'wszystkie', any: 'co najmniej jeden', condition: (number: number) => `Warunek ${number}`, attribute: 'Cecha', comparison: 'Porównanie', value: 'Wartość',
    add: 'Dodaj warunek', remove: (number: number) => `Usuń warunek ${number}`, json: 'Wyrażenie', jsonHint: 'Na przykład: {"any": [{"exact": {"type": "AgreementSigned"}}, {"prefix": {"stream": "visit-"}}]}', jsonWrong: 'To nie jest obiekt JSON.',
    purpose: 'Po co są potrzebne', purposeHint: 'Przeczyta to operator, zanim się zgodzi.', purposeEmpty: 'Napisz, po co.', valueEmpty: 'Wpisz wartość.', subscriber: 'Dla kogo', subscriberHint: 'Na przykład cluster-dkm.', send: 'Wyślij prośbę', sent: 'Wysłano. Subskrypcja czeka na zgodę operatora.',
  },
  channel: {
    kinds: { webhook: 'Webhook', kafka: 'Temat Kafki', digest: 'Przegląd e-mailem' } as Record<string, string>,
    states: { pending: 'czeka na potwierdzenie', active: 'działa', paused: 'wstrzymany', disabled: 'wyłączony', closing: 'zamykany', closed: 'zamknięty' },
    title: (kind: string, what: string) => `${kind}: ${what}`, where: 'Miejsce w kolejce', lag: 'Opóźnienie', onTime: 'żadne', lagWords: (count: number, time: string | null) => `${n(count, positions)}${time ? `, ${time}` : ''}`, unknownLag: 'nieznane', success: 'Ostatnio dostarczono', never: 'jeszcze nic', notice: 'Wiadomość do kontaktu', notices: { sending: 'mogła zostać wysłana', sent: 'wysłana', refused: 'odrzucona przez serwer poczty', unknown: 'mogła zostać wysłana' } as Record<string, string>, created: 'Utworzony', settings: 'Ustawienia', secrets: 'Sekrety', secretUntil: (time: string) => `poprzedni ważny do ${time}`, secretNow: 'obecny ważny bez terminu', jwks: 'Klucze publiczne',
    actions: 'Działania', challenge: 'Wyślij wyzwanie', test: 'Wyślij zdarzenie próbne', mail: 'Wyślij link jeszcze raz', mailed: 'Wysłano link. Czytelnik musi go otworzyć.', unmailed: 'Poczta nie przyjęła wiadomości.', pause: 'Wstrzymaj', resume: 'Wznów', rotate: 'Wymień sekret', close: 'Usuń kanał', closeSure: 'Usunąć ten kanał na zawsze? Jego sekret przestanie działać.', yes: 'Tak, na pewno', no: 'Nie',
    done: { challenge: 'Odbiorca odpowiedział na wyzwanie.', test: 'Odbiorca przyjął zdarzenie próbne.', pause: 'Wstrzymano.', resume: 'Wznowiono.', rotate: 'Wymieniono sekret.', close: 'Usunięto kanał.', replay: 'Kanał czyta od wskazanego miejsca.' } as Record<string, string>,
    failed: { challenge: 'Odbiorca nie potwierdził wyzwania.', test: 'Odbiorca nie przyjął zdarzenia próbnego.' } as Record<string, string>,
    replayTitle: 'Wyślij jeszcze raz od…', since: 'Od kiedy', sinceHint: 'Twój czas lokalny. Odbiorca dostanie ponownie zdarzenia zapisane od tej chwili.', beginning: 'od początku zapisu', replay: 'Wyślij jeszcze raz', sinceEmpty: 'Podaj dzień i godzinę.',
  },
  missed: {
    title: 'Czego brakuje i dlaczego',
    current: 'Niczego nie brakuje: wszystko do końca zapisu zostało przekazane.',
    unconfirmed: 'Nic nie jest wysyłane, dopóki odbiorca nie odpowie na wyzwanie. Przygotuj go i wyślij wyzwanie; nic nie przepadnie.',
    unread: 'Nic nie jest wysyłane, dopóki czytelnik nie otworzy linku, który dostał pocztą.',
    revoked: 'Kanał zamknięto, bo subskrypcja jest cofnięta.', closed: 'Kanał jest zamknięty na zawsze.', closing: 'Kanał jest właśnie zamykany.',
    otherEpoch: 'Kanał czytał inny zapis niż obecny (przywrócony z kopii). Wyślij jeszcze raz od wybranego czasu.',
    paused: (lag: string, since: string | null) => `Kanał jest wstrzymany. Czeka: ${lag}${since ? `, od ${since}` : ''}. Po wznowieniu zostaną wysłane.`,
    disabled: 'Kanał wyłączono. Napraw odbiorcę i wznów kanał: pójdzie dalej od miejsca, w którym stanął. Powód:',
    failing: (since: string) => `Odbiorca nie przyjmuje zdarzeń od ${since}. Próby są powtarzane coraz rzadziej. Gdy go naprawisz, wstrzymaj i wznów kanał: wyśle od razu.`,
    pending: (count: number) => `Czeka na kolejną próbę: ${n(count, events)}.`,
    waiting: (count: number) => `Czeka na wcześniejsze zdarzenie z tego samego strumienia: ${n(count, events)}.`,
    failed: (count: number) => `Porzucono po wszystkich próbach: ${n(count, events)}. Można je wysłać ponownie z listy doręczeń.`,
    behind: (lag: string, since: string) => `Przed kanałem jest jeszcze ${lag}; najstarszy z ${since}.`,
    last: 'Ostatnia odpowiedź:',
  },
  lag: (count: number) => n(count, positions),
  secret: { title: 'Sekret: widać go tylko teraz', publicTitle: 'Nowy klucz publiczny', note: 'Zapisz go u siebie. Potem można go tylko wymienić.', value: 'Sekret', copy: 'Kopiuj', copied: 'Skopiowano.', failed: 'Zaznaczono: skopiuj klawiszami.', hide: 'Mam go, ukryj' },
  make: {
    title: 'Dodaj kanał', kind: 'Rodzaj', send: 'Utwórz kanał', made: 'Utworzono kanał.', optional: (label: string) => `${label} (można pominąć)`, more: 'Więcej ustawień', failed: 'Nie utworzono kanału.',
    fields: {
      url: ['Adres odbiorcy', 'HTTPS, publiczny adres, port 443 lub powyżej 1023.'], signature: ['Podpis', 'v1: wspólny sekret; v1a: para kluczy.'], content: ['Treść żądania', 'Jedno zdarzenie albo kilka naraz.'], batch_size: ['Zdarzeń w żądaniu', 'Najwyżej tyle.'], streams_at_once: ['Strumieni naraz', 'Najwyżej tyle żądań jednocześnie; w strumieniu po kolei.'],
      contact: ['Kontakt w razie problemów', 'Adres e-mail, na który przyjdzie wiadomość, gdy webhook zostanie wyłączony.'], label: ['Nazwa dla Ciebie', ''], name: ['Nazwa dalszego tematu', 'Małe litery, cyfry i łączniki; bez niej temat ma nazwę partnera.'], since: ['Od kiedy', 'Czas z przesunięciem, na przykład 2026-11-01T00:00:00Z, pozycja, kursor, beginning lub latest.'],
      address: ['Adres e-mail', 'Czytelnik potwierdzi go przed pierwszym przeglądem.'], every: ['Jak często', ''], weekday: ['Dzień tygodnia', '1 to poniedziałek.'], hour: ['Godzina', 'Czasu miejscowego.'], time_zone: ['Strefa czasowa', 'Z listy IANA.'], lang: ['Język', ''],
    } as Record<string, [string, string]>,
    values: { v1: 'wspólny sekret (v1)', v1a: 'para kluczy (v1a)', event: 'jedno zdarzenie', batch: 'kilka zdarzeń', day: 'codziennie', week: 'co tydzień', pl: 'polski', en: 'angielski' } as Record<string, string>,
  },
  deliveries: {
    title: 'Doręczenia i odpowiedzi', caption: 'Doręczenia, najnowsza zmiana najpierw', status: 'Stan', any: 'każdy', statuses: { pending: 'czeka na próbę', waiting: 'czeka na wcześniejsze', delivered: 'doręczone', failed: 'porzucone' },
    from: 'Zmienione od', to: 'Zmienione przed', show: 'Pokaż', event: 'Zdarzenie', attempts: 'Próby', changed: 'Zmiana', next: 'Następna próba', answer: 'Odpowiedź', none: 'Nie ma doręczeń, które pasują.', resend: 'Wyślij ponownie', resendOf: (event: string) => `Wyślij ponownie ${event}`, resent: 'Zostanie wysłane ponownie.', more: 'Pokaż wcześniejsze', noAnswer: 'bez odpowiedzi', action: 'Działanie', newest: 'Wróć do najnowszych',
  },
  refusal: { title: 'Nie udało się', network: 'Notyfikacje nie odpowiadają. Spróbuj ponownie; to, co wpisano, zostaje.', status: (status: number) => `Odpowiedź ${status}.`, number: 'Numer zgłoszenia', retry: 'Spróbuj ponownie' },
};

export type PartnerTexts = typeof pl;
export default pl;
