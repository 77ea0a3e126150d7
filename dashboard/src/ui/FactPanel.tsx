import { useApp } from '../app.ts';
import type { TimelineItem } from '../scene/timeline.ts';
import { Changed } from '../record/Changed.tsx';
import type { ToPanel } from '../focus.ts';
import { Panel, WhenLines } from './Panel.tsx';
import { Say, SourceList, useNames } from './Words.tsx';

/** One fact of the timeline with its date, its basis and its sources. */
export function FactPanel({ item, focus, onClose }: { item: TimelineItem; focus: ToPanel | null; onClose: () => void }) {
  const name = useNames();
  return (
    <Panel kind={item.fact.subjects.map(name).join(' · ')} title={<Say text={item.fact.what} />} focus={focus} onClose={onClose}>
      <Changed difference={item.difference} />
      <dl><WhenLines fact={item.fact} certainty={item.certainty} /></dl>
      <SourceList facts={[item.fact]} />
    </Panel>
  );
}

export function HintPanel() {
  const { t } = useApp();
  return (
    <Panel title={t.panel.title}>
      <p>{t.panel.hint}</p>
      <p class="about">{t.home.barNote}</p>
    </Panel>
  );
}
