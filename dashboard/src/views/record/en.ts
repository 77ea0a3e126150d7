// The English texts of the forms.

import { counter } from '../../plural.ts';
import { organisationTypes } from '../../facts/organisations.ts';
import { reasons } from './reasons.ts';
import type { RecordTexts, SentenceParts } from './pl.ts';
import { combo } from './comboTexts.ts';
import { start } from './startTexts.ts';

const n = counter('en');
const s = (one: string, other = `${one}s`) => ({ one, other });
const more = (before: string, text: string | undefined) => (text ? `${before}${text}` : '');
const seat = (v: SentenceParts) => [v.address, v.place, v.region, v.country, v.coordinates].filter(Boolean).join(', ');
const passing = (v: SentenceParts) => `${more('; its members pass: ', v.members_pass)}${more('; its agreements pass: ', v.agreements_pass)}`;

const en: RecordTexts = {
  ...start.en,
  draft: {
    saved: 'The draft is saved on this device.', saving: 'Saving the draft…', tabOnly: 'The draft is in this tab only: it goes when you close it.', refused: 'This browser may not save the draft: do not close the tab.', unsaved: 'Do not save on this device',
    elsewhere: 'This draft is open in another tab.', elsewhereNote: 'You can read it here but not change it: two tabs would overwrite each other.', take: 'Continue here',
    missing: 'There is no such draft', missingNote: 'It was deleted or recorded, or it was made in another browser.', start: 'Start again', language: 'Language of what you enter',
  },
  key: {
    title: 'Key for recording', label: 'Key', hint: 'It begins with “upl_”. It stays in this browser tab until the tab is closed, and is in no address.', use: 'Use the key', empty: 'This is no key: it has letters, digits and signs, and no spaces.',
    refusedTitle: 'This key does not work', refused: 'The key is not known or was revoked. Enter another one.', kept: 'What you entered below stays.', forget: 'Forget the key',
    forbiddenTitle: 'This key does not allow it', forbidden: (scope) => `The key lacks the scope ${scope}.`, subject: 'This key records for its own cluster or party only. Enter another key, or record another fact.', lead: 'Recording needs a key. The operator of this record issues it.',
  },
  parts: { source: 'Source', what: 'What and who', when: 'When', check: 'Check and record' },
  fields: {
    rank: 'Rank', names: 'Name', kind: 'Kind', abbreviation: 'Abbreviation', part_of: 'Part of', scheme: 'Register', value: 'Number in the register, or address of the website', cluster: 'Cluster', party: 'Organisation', class: 'Class of membership', comparator: 'Exactness', also_in: 'Counted together with these clusters', clusters_count: 'In how many clusters in all', count: 'Number', parties: 'Parties', subject: 'Subject', beneficiaries: 'Meant to benefit', binding: 'Legally binding', others: 'The source adds “among others”: there are parties that it does not name', agreement: 'Agreement', signers: 'Who signed', place: 'Place', concluded: 'Every party has signed: the agreement is concluded', host: 'Host', visitors: 'Visitors', delegates: 'Delegates', purpose: 'Purpose', sites: 'Sites shown', clusters: 'Clusters spoken of', outcome: 'Outcome', leads_to: 'What it led to', text: 'Words of the promise', promisor: 'Who promised', submitter: 'Who brought the evidence', words: 'What the document says about the promise', fields: 'What is wrong', other: 'The other entry', owner: 'Cluster or organisation', relation: 'Link', related: 'The other cluster', linked: 'Certainty of the link', decision: 'Decision', evidence: 'How it is known', reason: 'Why', organisation_type: 'Type of organisation', country: 'Country', region: 'Region', address: 'Address', title: 'Title of the project', programme: 'Programme', amount: 'Money of the whole project', currency: 'Currency', shares: 'Who takes part in it', coordinates: 'Coordinates', classification: 'Classification', edition: 'Edition of the classification', sectors: 'Codes of the sectors', into: 'The cluster that goes on', members_pass: 'Whether its members pass to the successor', agreements_pass: 'Whether its agreements pass to the successor', by: 'In whose name',
  },
  share: (name) => `Amount, ${name}`,
  hints: {
    names: 'The full name, as in the register or on the web page.', party: 'Type the name. If it is in the record already, choose it from the list.', count: 'This does not change the list of members.', parties: 'At least two; a city can be a party too.', signers: 'Enter no names of people: the function is enough.', delegates: 'No names: side, function and organisation.', sites: 'A plant that was shown is not thereby a partner.', value: 'NIP, REGON, KRS, LEI, ROR or the address of a website.', submitter: 'The evidence is the document that you cite as source.', subject: 'What the agreement is about.', evidence: 'For example: the same KRS number, the same address. To undo it: why.',
    amount: 'For example: 1 500 000.00. Empty where it is not known.', currency: 'Three letters, for example PLN or EUR.', shares: 'Enter an amount only where one is given.', coordinates: 'Decimal degrees, latitude first, for example 51.2465, 22.5684.', country: 'Two letters, for example PL.', region: 'A code of NUTS or TERYT, for example PL814 or 06.', edition: 'For example: 2007, 2025 or Rev. 2.', sectors: 'For example: 29.31.Z, 72.19. The list replaces the earlier one.', into: 'At least two where the cluster is split.',
    reason: 'Everybody who sees the fact will read it.',
  },
  options: {
    rank: { preferred: 'preferred: this one counts', normal: 'normal', deprecated: 'deprecated: in the history only' },
    kind: { organisation: 'organisation', unit: 'unit of an organisation', city: 'city', region: 'region', 'letter-of-intent': 'letter of intent', 'cooperation-agreement': 'cooperation agreement' },
    class: { full: 'full', founder: 'founder', supporting: 'supporting', partner: 'partner', all: 'all members', founders: 'founders', partners: 'partners', firms: 'firms', paying: 'paying members' },
    comparator: { exactly: 'exactly', over: 'over', about: 'about', 'at-least': 'at least', almost: 'almost' },
    binding: { yes: 'yes', no: 'no' }, members_pass: { yes: 'yes', no: 'no' }, agreements_pass: { yes: 'yes', no: 'no' },
    organisation_type: organisationTypes.en,
    decision: { certain: 'they are one party', likely: 'they may be one party: propose it', accept: 'they are one party, as was proposed', distinct: 'they are two parties', unlink: 'they are two after all: undo the link' },
    relation: { 'same-as': 'same as', 'successor-of': 'successor of', 'part-of': 'part of' }, linked: { certain: 'certainly', likely: 'likely', possible: 'possibly', ended: 'the link has ended' },
    scheme: { nip: 'NIP', regon: 'REGON', krs: 'KRS', lei: 'LEI', ror: 'ROR', website: 'website' },
  },
  unsaid: 'not stated',
  other: { pl: 'in Polish', en: 'in English', add: (field) => `Add in Polish: ${field}` },
  combo: combo.en,
  source: {
    search: 'How it is known', hint: 'Type the title of a document, or paste the address of a page.', none: 'I have no source', noneNote: 'The fact will carry the sign ∅ (no source), and count as recorded by those who took part in it.', fresh: (title) => `New source: ${title}`, title: 'Title', type: 'Type of source', language: 'Language', url: 'Address', published: 'Published', publishedHint: 'For example: 19 March 2018', locator: 'Place in the document', locatorHint: 'For example: page 3, paragraph 2', file: 'File of the document', fileHint: 'The file stays with you: only its fingerprint (SHA-256) is recorded.', hashed: 'The fingerprint is computed.', unhashed: 'The fingerprint cannot be computed here.', languages: { pl: 'Polish', en: 'English' }, another: 'Add a second source',
  },
  delegate: { add: 'Add a delegate', number: (number) => `Delegate ${number}`, side: 'Side', sides: { host: 'host', visitor: 'visitor' }, function: 'Function', organisation: 'Organisation', remove: (number) => `Remove delegate ${number}` },
  signer: { choose: 'Choose the agreement first.', signed: (day) => `signed: ${day}`, represented: (party) => `Represented by: ${party}`, function: (party) => `In which function: ${party}`, all: 'Select all', more: 'One more party', none: 'The record does not show the parties of this agreement. Say who signed.' },
  fact: { title: 'The fact in question', date: 'The date is wrong', keep: 'Change only what is wrong; the rest stays.', values: 'Which value', several: 'Only this value is given: there is nothing to rank.', own: 'recorded first', instead: 'Give only what the source says otherwise. The date below is the recorded one: change it if the source gives another.', unchanged: 'unchanged', change: (field) => `Change: ${field}`, restore: (field) => `Leave unchanged: ${field}`, missing: 'Go to the page of a fact and choose there what to do with it.', none: 'No fact is chosen', loading: 'Loading the fact…', other: (fields) => `These fields cannot be corrected here: ${fields}. Retract the fact and record it again.`, open: 'Page of the fact', alike: 'Change the date of these facts too', also: (count) => `and ${n(count, s('other fact'))}`, alikeNote: 'Their date follows from the same:', alikeDate: 'They can be changed together when you change the date alone. It follows from the same:' },
  when: {
    label: 'When', asOf: 'The day for which the number was given', hint: 'As in the source: 19 March 2018, March 2018, by 12 January 2018, between 2014 and 2015.', precision: 'How exactly', precisions: { typed: 'as typed', day: 'day', month: 'month', year: 'year', by: 'by then', between: 'between', unknown: 'not known' },
    will: 'Will be recorded:', means: (said, from, to) => `${said}, that is between ${from} and ${to}`, unknown: 'date unknown', until: 'Until when', order: 'Which is the day?', first: (day) => day, year: 'Year', from: 'Earliest', to: 'Latest', basis: 'How we know it', basisHint: 'For example: the document mentions the elections of 2018.', phrase: 'The source’s words', more: 'The source’s words, and how we know', year0: 'The source gives no year. Enter it, and how we know it.', boundsNote: 'This will be kept as the source’s words. When may it have been?',
    questions: {
      empty: 'Enter a date, or choose “not known”.', order: 'Say which number is the day.', year: 'Enter the year.', bounds: 'Enter the earliest or the latest day.', basis: 'Say how we know it.', until: 'Enter the second date.', day: 'Enter the day too, or choose a lesser exactness.', month: 'Enter the month too, or choose “year”.', impossible: 'There is no such day in the calendar.', reversed: 'The end is before the beginning.', unread: 'This date cannot be read. Write it like “19 March 2018”.',
    },
  },
  check: {
    sentence: 'How it will read', mark: 'How it will look', incomplete: (count) => `Still missing: ${n(count, s('answer'))}.`, asking: 'Asking the registry…', accepts: 'The registry will accept this fact.', refuses: 'The registry will not accept this fact:', unasked: 'The registry does not answer now. It is asked when you record.', record: 'Record', busy: 'Recording…', without: 'no source', more: (count) => `Recorded with it, new: ${count}.`, change: 'change', lines: (count) => `This makes ${n(count, s('event'))}, all of them or none.`,
  },
  missing: {
    sum: 'Enter a sum, for example 1 500 000.00.', currency: 'Enter the currency with three letters, for example PLN.', point: 'Give two numbers: the latitude from −90 to 90 and the longitude from −180 to 180, for example 51.2465, 22.5684.', doubter: 'Say who disputes it, or cite a source and give its value.', needed: 'This field is needed.', two: 'Enter at least two parties.', several: 'Choose at least two clusters.', where: 'Give the country, the region, the address, the place or the coordinates.', signs: 'Select who signed.', number: 'Enter a number.', changed: 'Change at least one field.', source: 'A correction cites its source.', title: 'Enter the title of the source.', url: 'An address begins with http:// or https://.', address: 'A page on the web has an address.', published: 'This date cannot be read.', document: 'The evidence is a document: cite it as source.', word: 'This field is too long.',
  },
  refusal: {
    title: 'Not recorded:', missing: 'Not recorded: something is still missing', earlier: 'The record has already:', fact: (number, day) => `fact no. ${number}${day ? `, ${day}` : ''}`, correct: 'If that one is wrong, record a correction', network: 'No connection. It will be recorded when the registry is back.', away: 'The registry does not answer for now. It will be recorded when it is back.', often: 'Too many requests at once. It will be recorded in a moment.', again: (seconds) => `Next attempt in ${seconds} s.`, now: 'Try now', stop: 'Do not wait', number: 'Reference', status: (status) => `code ${status}`, detail: 'The registry says:',
    changed: 'Somebody recorded something here meanwhile. What you entered stays; read the change and record again.', change: (type, number) => `${type} (fact no. ${number})`, reused: 'This draft was recorded before it was changed. If the change is needed, record a correction.', field: 'This value does not fit the field.', large: 'This is more than the registry takes at once.',
  },
  types: { ValueRanked: 'rank of a value', FactConfirmed: 'confirmation', FactDisputed: 'dispute', FactRefined: 'more exact date', FactCorrected: 'correction', FactRetracted: 'retraction' },
  typeOther: (type) => `new fact (${type})`,
  done: { title: 'Recorded', text: (number) => `The fact is in the record as number ${number}.`, waiting: 'It will be visible on the pages in a moment; the draft stays until then.', visible: 'It is visible on the pages, and the draft is deleted.', hidden: 'The views know it, but it is not for everybody: without a key it is not shown. The draft is deleted.', late: 'The views do not show it yet. They are asked again; the draft stays.', open: 'Open the fact', another: 'Record the next one', network: 'Show the network', finish: 'Done' },
  back: 'All forms',

  sentences: {
    organisation: (v) => `New in the record: ${v.names}${more(' (', v.abbreviation)}${v.abbreviation ? ')' : ''}, ${v.kind}${more('; part of ', v.part_of)}.`,
    member: (v) => `${v.when}: a new member of ${v.cluster}: ${v.party}${more('; class of membership: ', v.class)}.`,
    count: (v) => `${v.when}: ${v.cluster}${more(' together with ', v.also_in)} has ${v.comparator} ${v.count} (${v.class})${more('; clusters in all: ', v.clusters_count)}.`,
    agreement: (v) => `${v.when}: proposed: ${v.kind}. Parties: ${v.parties}. Subject: ${v.subject}.`,
    signature: (v) => `${v.when}: “${v.agreement}” was signed by ${v.signers}${v.concluded ? '; the agreement is concluded' : ''}.`,
    conclusion: (v) => `${v.when}: “${v.agreement}” was concluded.`,
    project: (v) => `${v.when}: a project under “${v.agreement}”: ${v.title}${more('; programme: ', v.programme)}${more('; money: ', v.amount)}${more('; taking part: ', v.shares)}.`,
    visit: (v) => `${v.when}: a visit. Host: ${v.host}. Visitors: ${v.visitors}${more('. Outcome: ', v.outcome)}.`,
    promise: (v) => `${v.when}: a promise${more(' by ', v.promisor)}: “${v.text}”${more('; the evidence is brought by ', v.submitter)}.`,
    link: (v) => `${v.party} and ${v.other}: ${v.decision}. How it is known: ${v.evidence}`,
    type: (v) => `${v.when}: ${v.party}: ${v.organisation_type}.`,
    seat: (v) => `${v.when}: ${v.party} has its seat: ${seat(v)}.`,
    sectors: (v) => `${v.when}: ${v.party} works in the sectors ${v.classification} ${v.edition}: ${v.sectors}.`,
    called: (v: SentenceParts) => `${v.when}: ${v.party} is called: ${v.names}${more(' (', v.abbreviation)}${v.abbreviation ? ')' : ''}.`,
    number: (v: SentenceParts) => `${v.when}: ${v.owner}, ${v.scheme}: ${v.value}.`,
    rename: (v) => `${v.when}: ${v.cluster} has a new name: ${v.names}${more(' (', v.abbreviation)}${v.abbreviation ? ')' : ''}.`,
    alias: (v: SentenceParts) => `${v.when}: ${v.owner} is also called: ${v.names}${more(' (', v.abbreviation)}${v.abbreviation ? ')' : ''}.`,
    relation: (v: SentenceParts) => `${v.when}: ${v.cluster}, ${v.relation}: ${v.related}; ${v.linked}${more('. How it is known: ', v.evidence)}.`,
    merger: (v) => `${v.when}: ${v.cluster} merged into: ${v.into}${passing(v)}.`,
    split: (v) => `${v.when}: ${v.cluster} split into: ${v.into}${passing(v)}.`,
    correction: (v) => `Correction: ${v.target}. ${more('New date: ', v.date)}${v.date && v.changed ? '. ' : ''}${more('Changed fields: ', v.changed)}. Reason: ${v.reason}`,
    refinement: (v) => `More exact date: ${v.target}. More exactly: ${v.when}.`,
    retraction: (v) => `Retraction: ${v.target}. Reason: ${v.reason}`,
    dispute: (v) => `Dispute: ${v.target}. ${v.by ? `Disputed by ${v.by}` : 'A source says otherwise'}${more('. Other date: ', v.date)}${more('. Other values: ', v.changed)}.${more(' Reason: ', v.reason)}`,
    confirmation: (v) => `Confirmation: ${v.target}. Confirmed by ${v.by}.`,
    ranking: (v) => `Rank of a value: ${v.target}. ${v.rank}${more('. Ranked by ', v.by)}.`,
  },
  similar: {
    title: 'Is this organisation in the record already?', note: 'These entries look alike. If one is the same organisation, do not record it twice. If it is another one, say so: nobody is asked again.', other: 'This is another organisation',
    reasons: reasons.en,
  },
  days: (count) => n(count, s('day')),
};

export default en;
