// Every English text of the page.

import { counter } from '../plural.ts';
import type { Texts } from './pl.ts';

const n = counter('en');
const list = new Intl.ListFormat('en-GB');
const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const s = (one: string, other = `${one}s`) => ({ one, other });
const numbered = (record: string) => (/^\d+$/.test(record) ? `no. ${record}` : `of ${record}`);

const en: Texts = {
  otherLanguage: 'Polski',
  skip: 'Skip to the content',
  menu: 'Menu',
  more: 'More',
  nav: 'Main',
  home: {
    doors: 'Pages',
    barNote: 'The length of a bar is what we do not know, not how long it lasted.',
    gapNote: 'An empty place means “nothing recorded”, not “there was nothing”.',
  },
  missing: { text: 'There is nothing at this address. Start with one of these pages:' },
  clock: {
    otherRecord: 'Only in the compared record',
    earlierQuestion: 'What was known earlier?',
    knew: 'What did we know on…?',
    changedSince: (number) => (number ? `Later ${n(number, { one: 'fact was recorded that changes', other: 'facts were recorded that change' })} this picture.` : 'Nothing that was recorded later changes this picture.'),
    showDifferences: 'Show the differences',
    hideDifferences: 'Hide the differences',
    emptyUntil: (day) => `The record was still empty: the first fact was recorded on ${day}.`,
    asOf: 'As of',
    change: (day) => `As of ${day}. Change the date`,
    record: 'Record:',
    today: 'today’s',
    number: (record, day) => `no. ${record}${day ? ` of ${day}` : ''}`,
    ofDay: (day, time) => `of ${day}${time ? `, ${time}` : ''}`,
    previous: 'previous change',
    next: 'next change',
    now: 'Today',
    field: 'Date',
    hint: 'For example: 19 March 2018, March 2018, 2018',
    show: 'Show',
    cancel: 'Cancel',
    means: (day, from, to) => (from === to ? day : `${day}, that is between ${from} and ${to}`),
    refused: {
      impossible: 'There is no such day in the calendar.',
      ambiguous: 'It is unclear which is the day and which the month. Write the month as a word.',
      'no-year': 'The year is missing. Please add it.',
      reversed: 'The end is before the beginning.',
      unknown: 'A date is needed here.',
      unread: 'This date cannot be read. Write it like “19 March 2018”.',
    },
    sentence: (day) => `As of ${day}, by today’s record.`,
    sentenceAt: (day, record) => `As of ${day}, by record ${record}.`,
    earlier: (record) => `You are looking at record ${record}.`,
    compared: (record) => `The differences from record ${record} are marked.`,
    back: 'Back to today’s record',
    empty: 'The record was still empty.',
    controls: 'Clock',
  },
  answer: {
    network: (day, yes, maybe, ongoing) => {
      const count = yes ? `${n(yes, s('cluster'))} for certain${maybe ? ` and ${maybe} possibly` : ''}` : maybe ? `possibly ${n(maybe, s('cluster'))}` : 'no cluster recorded';
      return `${day}: ${count}; ${ongoing}.`;
    },
    ongoing: (live, maybe, lapsing, sleeping) => {
      const parts = [live ? `${n(live, s('agreement'))} ongoing${maybe ? ` and possibly ${maybe}` : ''}` : maybe ? `possibly ${n(maybe, s('agreement'))} ongoing` : '0 agreements ongoing', lapsing ? `${lapsing} lapsing soon` : '', sleeping ? `${sleeping} without activity for over a year` : ''];
      return parts.filter(Boolean).join('; ');
    },
    noAgreements: 'no agreement recorded',
    counting: 'agreements ongoing: …',
    uncounted: 'the ongoing agreements could not be counted',
    timeline: (total, from, to, exact, inferred, rough) => {
      const parts = [exact ? `${exact} with a day given by the source` : '', inferred ? `${inferred} with an inferred date` : '', rough ? `${rough} known less exactly` : ''];
      return `${n(total, s('fact'))}${from ? ` from ${from === to ? from : `${from}–${to}`}` : ''}: ${parts.filter(Boolean).join(', ')}.`;
    },
    timelineNone: 'Nothing recorded by that day.',
    compare: (count, tied, pairs) => `${n(count, s('cluster'))}: something links ${n(tied, s('pair'))} of ${pairs}; nothing recorded about the others.`,
    pair: (a, b, what) => `${a} and ${b}: ${what}.`,
  },
  count: {
    clusters: (count) => n(count, s('cluster')),
    facts: (count) => n(count, s('fact')),
    sources: (count) => n(count, s('source')),
    agreements: (count) => n(count, s('agreement')),
    visits: (count) => n(count, s('visit')),
    members: (count) => n(count, s('member in common', 'members in common')),
    ownMembers: (count) => n(count, s('member')),
    specialisations: (count) => n(count, s('specialisation in common', 'specialisations in common')),
    ownSpecialisations: (count) => n(count, s('specialisation')),
    initiators: (count) => n(count, s('initiator in common', 'initiators in common')),
    changes: (count) => n(count, s('change')),
    ties: (count) => n(count, s('tie')),
    gap: (count) => `${n(count, s('year'))} without facts`,
  },
  list: (items) => list.format(items),
  kinds: {
    cluster: 'cluster', announced: 'cluster announced', city: 'city', organisation: 'organisation', unit: 'unit', region: 'region', agreement: 'agreement', visit: 'visit',
    conference: 'conference', commitment: 'promise', role: 'part', person: 'person', source: 'source', unknown: 'party',
    'letter-of-intent': 'letter of intent', 'cooperation-agreement': 'cooperation agreement', 'study-visit': 'study visit',
  },
  roles: { initiator: 'initiator', founder: 'founder', coordinator: 'leads the cluster', member: 'member' },
  sure: { yes: 'for certain', possibly: 'possibly', imprecise: 'imprecise date', open: 'unknown beginning', inferred: 'inferred', disputed: 'disputed', others: 'other values exist', unsourced: 'no source', announced: 'announced', translation: 'translation of the same event' },
  change: { added: 'added later', corrected: 'corrected later', changed: 'changed later', judged: 'judged later', retracted: 'retracted later' },
  picture: {
    label: 'Picture. Arrow keys move between the points; the same data is in the table below.',
    lettered: (text, date) => `${text}: ${date}`,
    loading: 'Loading…',
    drawn: 'Picture',
  },
  strip: { label: 'Day to show', drag: 'Axis of days' },
  legend: {
    title: 'Key', bars: 'How to read the bars',
    cluster: 'cluster', maybeCluster: 'cluster: possibly at work', announced: 'cluster announced', city: 'city', organisation: 'organisation', agreement: 'agreement', visit: 'visit',
    party: 'party to the agreement', maybe: 'possibly', benefit: 'meant to benefit', role: 'founded, leads, belongs', relation: 'related clusters', by: 'by then at the latest', day: 'day', month: 'month',
    span: 'within this span', from: 'from then, no end recorded', inferred: 'inferred date', life: 'the cluster exists (dots: possibly)',
  },
  table: {
    more: (count) => `Show the next ones (${count})`,
    title: 'The same as a table', facts: (count) => `Facts (${count})`, parties: (count) => `Parties and their neighbours (${count})`,
    who: 'Who', what: 'What', parts: 'Parties', when: 'When', bar: 'On the axis', sure: 'Certainty', sources: 'Sources', party: 'Party', ties: 'Ties', neighbours: 'Neighbours',
    others: 'and possibly others', choose: (text) => `Choose: ${text}`,
  },
  register: { sort: 'Sort by:', usual: 'usual order' },
  search: { label: 'Search', go: 'Search', all: 'All results', none: (words) => `“${words}”: nothing found.`, count: (count) => (count ? `Suggestions: ${count}. Choose with the arrow keys.` : 'No suggestions.') },
  foot: { operator: 'Run by', licence: 'Licence of the data', api: 'For programmers' },
  panel: {
    source: 'about the source', title: 'Chosen mark', close: 'Close', when: 'When', phrase: 'In the source', status: 'State of the agreement', quote: (text) => `“${text}”`, basis: 'Basis', earliest: 'Earliest', latest: 'Latest', parties: 'Parties', signatures: 'Signatures',
    end: 'End', noEnd: 'not recorded', represents: 'represented by', benefits: 'Meant to benefit', subject: 'Subject', conference: 'Conference', place: 'Place', binding: 'Legally binding', yes: 'yes', no: 'no',
    host: 'Host', visitors: 'Visitors', sites: 'Seen', cited: 'About', delegates: 'Delegates', purpose: 'Purpose', outcomes: 'Outcome', state: 'Certainty', proposed: 'proposed, not concluded yet',
    roles: 'Part', agreements: 'Agreements', visits: 'Visits', sources: (count) => `Sources (${count})`, published: (day) => `published ${day}`, unpublished: 'no publication date',
    around: 'Changes around this day', hint: 'Choose a mark in the picture or a row of the table to see its sources.', cellHint: 'Choose a cell of the table to see what links the pair, and on what basis.', starts: 'possible from this day', certain: 'certain from this day', ends: 'end',
    gone: 'What was chosen is not there as of this day.', common: 'In common', nothing: 'nothing recorded', name: 'Name', kind: 'Kind', founded: 'Founding',
  },
  filter: { every: 'all', certain: 'Only certain', gaps: 'Shorten empty years', clusters: 'Clusters', all: 'Show all clusters', choose: (count) => `In the record: ${n(count, s('cluster'))}. Choose where to start:`, matrix: 'Compare in a table', row: 'Cluster whose row to read' },
  states: { proposed: 'proposed', living: 'ongoing', lapsing: 'ongoing, lapses soon', sleeping: 'ongoing, without activity for over a year', lapsed: 'its term has passed', ended: 'ended' },
  address: {
    day: (value) => `The address asks for a day that cannot be read: “${value}”.`,
    record: (value) => `The address asks for a record that cannot be read: “${value}”.`,
    nothing: 'So there is no picture here: today’s would look like the one the address asks for.',
    dayHint: 'A day in the address looks like this: 2018-03-19, 2018-03 or 2018.',
    recordHint: 'A record is named by its number, for example 116, or by a time, for example 2026-11-22T18:00:00Z.',
    today: 'Show today',
    value: (name, value) => `The address has ${name}=${value}. This value is not known and is passed over.`,
    parameters: (names) => `This page does not know what the address has, and passes it over: ${names}.`,
    clusters: (list) => `The record has no cluster of this name: ${list}.`,
    choice: (value) => `The record has nothing that is named “${value}”, as the address does.`,
    later: (record, last) => `Record ${numbered(record)} does not exist yet. This is the last one, no. ${last}.`,
    remove: 'Remove this from the address',
  },
  print: { sources: (count) => `Sources of what is shown (${count})`, address: 'Address of this page' },
  empty: { network: 'Nothing recorded as of this day.', timeline: 'Nothing recorded by this day.', compare: 'Choose at least two clusters.', filter: (name) => `No fact matches the filter “${name}”.`, remove: (name) => `Remove the filter “${name}”` },
  link: { download: 'Download', cite: 'Cite', citation: (page, day, record, url) => `Upland, ${page}, as of ${day}, record ${record}. ${url}`, copy: 'Copy link', always: 'always current', exact: 'exactly this picture', alwaysNote: 'no dates: shows the day and the record of its opening', exactNote: 'with both dates: always shows the same', copied: 'Link copied.', failed: 'Copy this address:' },
  live: { fresh: (count) => n(count, s('new fact')), show: 'Show', added: (count) => `${n(count, s('fact'))} added.`, cut: (time, position) => `Connection lost. Data from ${time}, record no. ${position}.` },
  problem: { title: 'The data could not be loaded', network: 'The server cannot be reached.', outdated: 'Below is the last picture loaded.', unloaded: 'A part of the page could not be loaded', unloadedNote: 'The connection failed, or the page has a newer version by now.', broken: 'This part of the page broke', brokenNote: 'The fault is ours. The address and the record are untouched.', retry: 'Try again', number: 'Reference number', status: (status) => `code ${status}` },
  matrix: { caption: 'What links pairs of clusters', own: 'itself', possibly: 'possibly', agreements: 'agreements', visits: 'visits', members: 'members in common', specialisations: 'specialisations in common', initiators: 'initiators in common', nothing: 'nothing recorded', cluster: 'Cluster', hint: 'Arrow keys move between the cells.', ownNote: 'On the diagonal: what is recorded about the cluster itself.' },
  dates: {
    by: (day) => `by ${day}`,
    byEnd: (span) => `by the end of ${span}`,
    latest: (day) => `by ${day}`,
    latestEnd: (span) => `by the end of ${span}`,
    from: (day) => `from ${day}, no end recorded`,
    between: (a, b) => `between ${a} and ${b}`,
    about: (day) => `about ${day}`,
    maybe: (day) => `probably ${day}`,
    yearEnd: (year) => year,
    yearFrom: (year) => year,
    inMonth: (month, year) => `in ${months[month]} ${year}`,
    inYear: (year) => `in ${year}`,
    unknown: 'date unknown',
  },
};

export default en;
