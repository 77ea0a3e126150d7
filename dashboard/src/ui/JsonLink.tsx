import { useTexts } from '../texts.ts';
import { texts } from '../facts/texts.ts';
import '../facts/facts.css';

/** The answer that the page shows, as the service gives it. */
export function JsonLink({ url }: { url: string }) {
  return <p class="json"><a href={url}>{useTexts(texts).json}</a></p>;
}
