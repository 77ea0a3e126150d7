// Texts of the operators' page.

import { counter } from '../plural.ts';

const [n, e] = [counter('pl'), counter('en')];
const events = { one: 'zdarzenie', few: 'zdarzenia', many: 'zdarzeń', other: 'zdarzenia' };
const parts = { one: 'część nie jest gotowa', few: 'części nie są gotowe', many: 'części nie jest gotowych', other: 'części nie jest gotowe' };
const aside = { one: 'zdarzenie jest odłożone', few: 'zdarzenia są odłożone', many: 'zdarzeń jest odłożonych', other: 'zdarzenia jest odłożone' };

const pl = {
  lead: 'Podaj klucz operatora, aby zobaczyć części instancji i to, co wymaga decyzji.',
  well: (head: string) => `Wszystkie części są gotowe; dziennik ma ${head} zapisów.`,
  troubled: (unready: number, set: number) => `${[unready ? n(unready, parts) : '', set ? n(set, aside) : ''].filter(Boolean).join(', ')}.`,
  refresh: 'Odśwież', scope: 'Ta strona wymaga klucza z uprawnieniem operate.',
  parts: {
    title: 'Części', caption: 'Części i ich opóźnienie', name: 'Część', state: 'Stan', position: 'Pozycja', lag: 'Brakuje', waits: 'Od', trend: 'Tendencja',
    ready: 'gotowa', unready: 'niegotowa', silent: 'nie odpowiada', none: 'niczego', seconds: (time: string) => time,
    grows: (rate: string) => `rośnie o ${rate}/s`, shrinks: (time: string) => `maleje, koniec za ${time}`, steady: 'bez zmian',
    names: { registry: 'rejestr', relay: 'przekaźnik do Kafki', projections: 'widoki', notifications: 'powiadomienia' } as Record<string, string>,
  },
  failures: {
    title: 'Odłożone zdarzenia', none: 'Nic nie jest odłożone.',
    head: (count: number, streams: number) => `${n(count, events)} w ${streams === 1 ? '1 strumieniu' : `${streams} strumieniach`}`,
    waiting: (count: number) => `czeka za nimi: ${n(count, events)}`, since: (time: string) => `od ${time}`,
    replay: 'Zastosuj ponownie', discard: 'Odrzuć', why: 'Powód odrzucenia', whyHint: 'Zostaje w dzienniku operatorów.', whyEmpty: 'Podaj powód.', sure: 'Odrzuć na stałe',
    replayed: 'Zostaną zastosowane za chwilę.', discarded: 'Odrzucono.', show: 'Pokaż zdarzenia', content: 'Treść', event: 'Zdarzenie', tried: 'Prób', again: 'Następna próba', behind: 'Czeka za nim', action: 'Działanie', caption: 'Zdarzenia tej usterki',
    showOf: (id: string) => `Pokaż treść ${id}`, replayOf: (id: string) => `Zastosuj ponownie ${id}`, foreign: 'To nie jest zdarzenie dziennika: można je tylko odrzucić.',
  },
  rebuilds: {
    title: 'Przebudowa', note: 'Widok powstaje od nowa z dziennika obok tego, który odpowiada; po porównaniu są zamieniane.', which: 'Co przebudować', every: 'wszystkie widoki', feed: 'kanał zdarzeń dla partnerów',
    rebuild: 'Przebuduj', compare: 'Tylko porównaj', undo: 'Przywróć poprzedni', cancel: 'Przerwij', cancelling: 'Przerywanie…', requested: 'Zlecono.', cancelled: 'Przerwanie zlecone.',
    caption: 'Ostatnie przebudowy', what: 'Co', action: 'Działanie', state: 'Stan', progress: 'Postęp', result: 'Wynik', none: 'Niczego jeszcze nie przebudowano.',
    actions: { rebuild: 'przebudowa', compare: 'porównanie', undo: 'przywrócenie' },
    states: { requested: 'zlecona', running: 'w toku', done: 'zakończona', failed: 'nieudana', cancelled: 'przerwana', lost: 'jej proces zniknął' },
    of: (done: string, total: string) => `${done} z najwyżej ${total} zdarzeń`,
    models: 'Widoki', model: 'Widok', rows: 'Wierszy (około)', built: 'Przebudowany', never: 'od początku na bieżąco', undoable: 'Poprzedni zachowany', yes: 'tak', no: 'nie',
  },
  channels: { title: 'Kanały partnerów', caption: 'Kanały, te z kłopotami najpierw', none: 'Nie ma otwartych kanałów.', subscription: 'Subskrypcja', kind: 'Rodzaj', state: 'Stan', lag: 'Brakuje', undelivered: 'Czeka na doręczenie', failed: 'Nieudane', open: 'Doręczenia i działania są na stronie dla partnera.' },
  trail: {
    title: 'Co zrobili operatorzy', caption: 'Ostatnie działania', none: 'Nic jeszcze.', at: 'Kiedy', who: 'Kto', what: 'Działanie', target: 'Na czym', why: 'Powód', commandLine: 'wiersz poleceń',
    actions: {
      replay: 'ponowne zastosowanie', discard: 'odrzucenie', rebuild: 'przebudowa', compare: 'porównanie', undo: 'przywrócenie', cancel: 'przerwanie przebudowy', 'close-channel': 'zamknięcie kanału', 'pause-channel': 'wstrzymanie kanału',
      'resume-channel': 'wznowienie kanału', 'replay-channel': 'cofnięcie kanału', 'rotate-channel': 'wymiana sekretu', 'challenge-channel': 'wyzwanie', 'test-channel': 'zdarzenie próbne',
      repair: 'naprawa', 'begin-epoch': 'nowa epoka dziennika', backup: 'kopia zapasowa', 'rotate-key': 'wymiana klucza szyfrującego',
      'issue-api-key': 'wydanie klucza API', 'rotate-api-key': 'wymiana sekretu klucza API', 'revoke-api-key': 'unieważnienie klucza API',
    } as Record<string, string>,
  },
};

const en: typeof pl = {
  lead: 'Enter an operator’s key to see the parts of the instance and what is to be decided.',
  well: (head) => `All parts are ready; the log has ${head} events.`,
  troubled: (unready, set) => `${[unready ? e(unready, { one: 'part is not ready', other: 'parts are not ready' }) : '', set ? e(set, { one: 'event is set aside', other: 'events are set aside' }) : ''].filter(Boolean).join(', ')}.`,
  refresh: 'Refresh', scope: 'This page needs a key with the scope operate.',
  parts: {
    title: 'Parts', caption: 'Parts and how far behind they are', name: 'Part', state: 'State', position: 'Position', lag: 'Missing', waits: 'For', trend: 'Trend',
    ready: 'ready', unready: 'not ready', silent: 'does not answer', none: 'nothing', seconds: (time) => time,
    grows: (rate) => `grows by ${rate}/s`, shrinks: (time) => `shrinks, done in ${time}`, steady: 'steady',
    names: { registry: 'registry', relay: 'relay to Kafka', projections: 'views', notifications: 'notifications' },
  },
  failures: {
    title: 'Events set aside', none: 'Nothing is set aside.',
    head: (count, streams) => `${e(count, { one: 'event', other: 'events' })} in ${e(streams, { one: 'stream', other: 'streams' })}`,
    waiting: (count) => `behind them ${count === 1 ? 'waits' : 'wait'}: ${e(count, { one: 'event', other: 'events' })}`, since: (time) => `since ${time}`,
    replay: 'Apply again', discard: 'Discard', why: 'Why it is discarded', whyHint: 'It is kept in the operators’ trail.', whyEmpty: 'Give the reason.', sure: 'Discard for good',
    replayed: 'They are applied in a moment.', discarded: 'Discarded.', show: 'Show the events', content: 'Content', event: 'Event', tried: 'Tries', again: 'Next try', behind: 'Waiting behind', action: 'Action', caption: 'Events of this failure',
    showOf: (id) => `Show the content of ${id}`, replayOf: (id) => `Apply ${id} again`, foreign: 'This is no event of the log: it can only be discarded.',
  },
  rebuilds: {
    title: 'Rebuild', note: 'A view is built from the log next to the one that answers; they are compared, and then switched.', which: 'What to rebuild', every: 'all views', feed: 'the partners’ feed',
    rebuild: 'Rebuild', compare: 'Compare only', undo: 'Bring back the one before', cancel: 'Cancel', cancelling: 'Cancelling…', requested: 'Requested.', cancelled: 'It is to end.',
    caption: 'The last rebuilds', what: 'What', action: 'Action', state: 'State', progress: 'Progress', result: 'Result', none: 'Nothing was rebuilt yet.',
    actions: { rebuild: 'rebuild', compare: 'comparison', undo: 'undo' },
    states: { requested: 'requested', running: 'running', done: 'done', failed: 'failed', cancelled: 'cancelled', lost: 'its process is gone' },
    of: (done, total) => `${done} of at most ${total} events`,
    models: 'Views', model: 'View', rows: 'Rows (about)', built: 'Rebuilt', never: 'kept up from the beginning', undoable: 'The one before is kept', yes: 'yes', no: 'no',
  },
  channels: { title: 'Partners’ channels', caption: 'Channels, those in trouble first', none: 'There are no open channels.', subscription: 'Subscription', kind: 'Kind', state: 'State', lag: 'Missing', undelivered: 'Waiting for delivery', failed: 'Failed', open: 'Deliveries and actions are on the page for partners.' },
  trail: {
    title: 'What operators did', caption: 'The last actions', none: 'Nothing yet.', at: 'When', who: 'Who', what: 'Action', target: 'On what', why: 'Why', commandLine: 'command line',
    actions: {
      replay: 'applied again', discard: 'discarded', rebuild: 'rebuild', compare: 'comparison', undo: 'undo', cancel: 'rebuild cancelled', 'close-channel': 'channel closed', 'pause-channel': 'channel paused',
      'resume-channel': 'channel resumed', 'replay-channel': 'channel moved back', 'rotate-channel': 'secret rotated', 'challenge-channel': 'challenge', 'test-channel': 'test event',
      repair: 'repaired', 'begin-epoch': 'new epoch of the log', backup: 'backup', 'rotate-key': 'sealing key replaced',
      'issue-api-key': 'API key issued', 'rotate-api-key': 'API key given another secret', 'revoke-api-key': 'API key revoked',
    },
  },
};

export const texts = { pl, en };
