// News of the record: one stream per browser. The tab that has the lock listens and informs the others.

export interface News {
  position: number;
  /** Whether the stream is open; null before it first was. */
  open: boolean | null;
}

type Listener = (news: News) => void;

const listeners = new Set<Listener>();
let news: News = { position: 0, open: null };
let started = false;

function share(change: Partial<News>, channel: BroadcastChannel | null): void {
  const next = { ...news, ...change };
  next.position = Math.max(news.position, next.position);
  if (next.position === news.position && next.open === news.open) return;
  news = next;
  document.documentElement.dataset.stream = news.open ? 'open' : 'cut';
  channel?.postMessage(news);
  for (const listener of listeners) listener(news);
}

export function onNews(listener: Listener): () => void {
  listeners.add(listener);
  if (!started) start();
  else if (news.open !== null) listener(news);
  return () => listeners.delete(listener);
}

function start(): void {
  started = true;
  const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('upland-live') : null;
  let leading = false;
  channel?.addEventListener('message', ({ data }: MessageEvent<News | 'hello'>) => {
    if (data === 'hello') leading && channel.postMessage(news);
    else share(data, null);
  });
  channel?.postMessage('hello');
  const lead = () => {
    leading = true;
    listen(channel);
    return new Promise<void>(() => {});
  };
  // Without locks (an insecure origin) every tab listens for itself.
  if (navigator.locks) void navigator.locks.request('upland-live', lead);
  else void lead();
}

function listen(channel: BroadcastChannel | null): void {
  const stream = new EventSource('/v1/live');
  stream.onopen = () => share({ open: true }, channel);
  stream.onmessage = ({ data }) => {
    const { position } = JSON.parse(data as string) as { position: number };
    share({ position, open: true }, channel);
  };
  stream.onerror = () => {
    share({ open: false }, channel);
    // A refused stream (an error status) is not tried again by the browser itself.
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => listen(channel), 5000);
  };
}
