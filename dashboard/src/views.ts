// The code of each page: a module of its own, so that the first answer waits for no other page's code.
// Apart from the table of pages, which the views themselves read: what they import leads back to none of them.

import type { FunctionComponent } from 'preact';
import type { Slug } from './pages.ts';

export type Load = () => Promise<FunctionComponent>;

export const VIEWS: Record<Slug, Load> = {
  '': () => import('./views/home/Home.tsx').then((module) => module.Home),
  network: () => import('./views/Network.tsx').then((module) => module.NetworkView),
  timeline: () => import('./views/timeline/Timeline.tsx').then((module) => module.TimelineView),
  clusters: () => import('./views/clusters/Clusters.tsx').then((module) => module.Clusters),
  agreements: () => import('./views/agreements/Agreements.tsx').then((module) => module.Agreements),
  promises: () => import('./views/promises/Promises.tsx').then((module) => module.Promises),
  changes: () => import('./views/changes/Changes.tsx').then((module) => module.Changes),
  visits: () => import('./views/visits/Visits.tsx').then((module) => module.Visits),
  bridges: () => import('./views/bridges/Bridges.tsx').then((module) => module.Bridges),
  thresholds: () => import('./views/thresholds/Thresholds.tsx').then((module) => module.Thresholds),
  map: () => import('./views/map/MapView.tsx').then((module) => module.MapView),
  together: () => import('./views/together/Pages.tsx').then((module) => module.Together),
  'my-city': () => import('./views/together/Pages.tsx').then((module) => module.MyCity),
  parties: () => import('./views/parties/Parties.tsx').then((module) => module.Parties),
  disputes: () => import('./views/disputes/Disputes.tsx').then((module) => module.Disputes),
  worklist: () => import('./views/worklist/Worklist.tsx').then((module) => module.Worklist),
  compare: () => import('./views/Compare.tsx').then((module) => module.Compare),
  partner: () => import('./views/Partner.tsx').then((module) => module.Partner),
  operators: () => import('./views/Partner.tsx').then((module) => module.Operators),
  'cluster/{id}': () => import('./views/dossier/Cluster.tsx').then((module) => module.Cluster),
  'party/{id}': () => import('./views/dossier/Party.tsx').then((module) => module.Party),
  'agreement/{id}': () => import('./views/dossier/Agreement.tsx').then((module) => module.Agreement),
  'visit/{id}': () => import('./views/dossier/Visit.tsx').then((module) => module.Visit),
  'promise/{id}': () => import('./views/dossier/Promise.tsx').then((module) => module.Promise),
  'source/{id}': () => import('./views/dossier/Source.tsx').then((module) => module.Source),
  'conference/{id}': () => import('./views/dossier/Conference.tsx').then((module) => module.Conference),
  'fact/{event}': () => import('./views/fact/Fact.tsx').then((module) => module.Fact),
  search: () => import('./views/search/Search.tsx').then((module) => module.Search),
  record: () => import('./views/record/Record.tsx').then((module) => module.RecordPage),
  'record/{kind}': () => import('./views/record/Record.tsx').then((module) => module.RecordKind),
  'record/{kind}/{draft}': () => import('./views/record/Record.tsx').then((module) => module.RecordForm),
  import: () => import('./views/import/Import.tsx').then((module) => module.ImportPage),
  'import/{id}': () => import('./views/import/Import.tsx').then((module) => module.ImportProgress),
  drafts: () => import('./views/drafts/Drafts.tsx').then((module) => module.Drafts),
  about: () => import('./views/about/About.tsx').then((module) => module.About),
  accessibility: () => import('./views/about/Accessibility.tsx').then((module) => module.Accessibility),
};

/** What is at an address that no page has. */
export const MISSING_VIEW: Load = () => import('./views/Missing.tsx').then((module) => module.Missing);
