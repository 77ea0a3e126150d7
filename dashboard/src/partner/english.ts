// The English texts of the partner's page.

import { counter } from '../plural.ts';
import type { PartnerTexts } from './polish.ts';

const n = counter('en');
const s = (one: string, other = `${one}s`) => ({ one, other });

const en: PartnerTexts = {
  lead: 'Enter your key to see your subscriptions, channels, and what has not arrived yet.',
  answer: (name, total, requested) => `Key “${name}”: ${n(total, s('subscription'))}${requested ? `, awaiting approval: ${requested}` : ''}.`,
  key: {
    title: 'Partner’s key', label: 'Key', hint: 'It begins with “upl_”. It stays in this browser tab until the tab is closed, and is in no address.',
    use: 'Use the key', forget: 'Forget the key', empty: 'This is no key: it has letters, digits and signs, and no spaces.', replaced: 'The new key’s data is loaded.',
    refusedTitle: 'This key does not work', refused: 'The key is not known or was revoked. Ask an operator for a new one and enter it here.', stale: 'What you see below is from before that moment; what you typed stays.',
  },
  me: {
    title: 'Who I am', name: 'Key name', subject: 'On behalf of', nobody: 'not tied to any party', scopes: 'Scopes', reads: 'Reads', everything: 'every event', nothing: 'nothing: the scope feed:read is missing',
    groups: (list) => `what is for: ${list}`, may: (scope) => `This key cannot have subscriptions: it lacks the scope ${scope}. Ask an operator for a key that has it.`,
    group: { public: 'everybody', partners: 'all partners' },
  },
  subscriptions: { title: 'Subscriptions', all: 'Subscriptions of all partners', none: 'There is no subscription yet. Request the first one below.', refresh: 'Refresh', operators: 'The operators’ page' },
  subscription: {
    stage: { requested: 'awaiting approval', approved: 'approved', revoked: 'revoked' }, subscriber: 'Subscriber', filter: 'Events', changed: 'Changed', id: 'Id',
    requestedNote: 'A channel can be added when an operator has approved it.', revokedNote: 'Nothing is sent any more. You can request a new subscription.',
    approve: 'Approve', revoke: 'Revoke the subscription', revokeSure: 'Revoke this subscription? Its channels are closed for good.', approved: 'Approved.', revoked: 'Revoked.',
    channels: (count) => `Channels (${count})`, noChannels: 'There is no channel: events are ready, but nothing is sent. Add a channel below.',
  },
  filter: {
    attributes: { type: 'type', cluster: 'cluster', party: 'party', stream: 'stream', audience: 'audience' },
    comparisons: { exact: 'is', not: 'is not', prefix: 'begins with', suffix: 'ends with' },
    all: 'and', any: 'or', not: (what) => `not (${what})`, everything: 'everything that may be read',
  },
  ask: {
    title: 'Request a subscription', which: 'Which events', everything: 'All that I may read', some: 'Only those that meet conditions', raw: 'An expression that I write in JSON',
    together: 'How many conditions must be met', all: 'all of them', any: 'at least one', condition: (number) => `Condition ${number}`, attribute: 'Attribute', comparison: 'Comparison', value: 'Value',
    add: 'Add a condition', remove: (number) => `Remove condition ${number}`, json: 'Expression', jsonHint: 'For example: {"any": [{"exact": {"type": "AgreementSigned"}}, {"prefix": {"stream": "visit-"}}]}', jsonWrong: 'This is no JSON object.',
    purpose: 'What they are for', purposeHint: 'An operator reads it before approving.', purposeEmpty: 'Write what they are for.', valueEmpty: 'Enter a value.', subscriber: 'Whose it is', subscriberHint: 'For example cluster-dkm.', send: 'Send the request', sent: 'Sent. The subscription awaits an operator’s approval.',
  },
  channel: {
    kinds: { webhook: 'Web hook', kafka: 'Kafka topic', digest: 'Digest by e-mail' },
    states: { pending: 'not confirmed yet', active: 'active', paused: 'paused', disabled: 'disabled', closing: 'closing', closed: 'closed' },
    title: (kind, what) => `${kind} – ${what}`, where: 'Cursor', lag: 'Lag', onTime: 'none', lagWords: (count, time) => `${n(count, s('position'))}${time ? `, ${time}` : ''}`, unknownLag: 'unknown', success: 'Last success', never: 'nothing yet', notice: 'Mail to the contact', notices: { sending: 'may have been sent', sent: 'sent', refused: 'refused by the mail server', unknown: 'may have been sent' }, created: 'Created', settings: 'Settings', secrets: 'Secrets', secretUntil: (time) => `the one before is valid until ${time}`, secretNow: 'the current one has no end', jwks: 'Public keys',
    actions: 'Actions', challenge: 'Send the challenge', test: 'Send a test event', mail: 'Send the link once more', mailed: 'The link is sent. The reader has to open it.', unmailed: 'The mail was not accepted.', pause: 'Pause', resume: 'Resume', rotate: 'Rotate the secret', close: 'Delete the channel', closeSure: 'Delete this channel for good? Its secret stops working.', yes: 'Yes, do it', no: 'No',
    done: { challenge: 'The receiver answered the challenge.', test: 'The receiver accepted the test event.', pause: 'Paused.', resume: 'Resumed.', rotate: 'The secret is rotated.', close: 'The channel is deleted.', replay: 'The channel reads from that place on.' },
    failed: { challenge: 'The receiver did not confirm the challenge.', test: 'The receiver did not accept the test event.' },
    replayTitle: 'Send again since…', since: 'Since when', sinceHint: 'Your local time. The receiver gets the events recorded since then once more.', beginning: 'from the beginning of the record', replay: 'Send again', sinceEmpty: 'Enter a day and a time.',
  },
  missed: {
    title: 'What is missing, and why',
    current: 'Nothing is missing: everything up to the end of the record is handed over.',
    unconfirmed: 'Nothing is sent until the receiver answers the challenge. Get it ready and send the challenge; nothing is lost.',
    unread: 'Nothing is sent until the reader opens the link that came by e-mail.',
    revoked: 'The channel is closed because the subscription is revoked.', closed: 'The channel is closed for good.', closing: 'The channel is being closed.',
    otherEpoch: 'The channel was reading another record than the current one (a restored copy). Send again since a time of your choice.',
    paused: (lag, since) => `The channel is paused. Ahead of it: ${lag}${since ? `, since ${since}` : ''}. They are sent when you resume it.`,
    disabled: 'The channel is disabled. Repair the receiver and resume the channel: it goes on where it stopped. The reason:',
    failing: (since) => `The receiver has accepted no events since ${since}. Attempts become rarer with time. When it is repaired, pause and resume the channel: it sends at once.`,
    pending: (count) => `To be tried again: ${n(count, s('event'))}.`,
    waiting: (count) => `Waiting for an earlier event of the same stream: ${n(count, s('event'))}.`,
    failed: (count) => `Given up after all attempts: ${n(count, s('event'))}. They can be sent again from the list of deliveries.`,
    behind: (lag, since) => `Still ahead of the channel: ${lag}; the oldest is of ${since}.`,
    last: 'The last answer:',
  },
  lag: (count) => n(count, s('position')),
  secret: { title: 'Secret: shown only now', publicTitle: 'New public key', note: 'Keep it on your side. Later it can only be rotated.', value: 'Secret value', copy: 'Copy', copied: 'Copied.', failed: 'Selected: copy it with the keyboard.', hide: 'I have it, hide it' },
  make: {
    title: 'Add a channel', kind: 'Kind', send: 'Create the channel', made: 'The channel is created.', optional: (label) => `${label} (optional)`, more: 'More settings', failed: 'The channel was not created.',
    fields: {
      url: ['Receiver’s address', 'HTTPS, a public address, port 443 or above 1023.'], signature: ['Signature', 'v1: a shared secret; v1a: a key pair.'], content: ['Request’s content', 'One event, or several at once.'], batch_size: ['Events in a request', 'At most so many.'], streams_at_once: ['Streams at once', 'At most so many requests at the same time; in order within a stream.'],
      contact: ['Contact for problems', 'An e-mail address that gets a mail when the webhook is disabled.'], label: ['Name for yourself', ''], name: ['Name of a further topic', 'Lower-case letters, digits and hyphens; without it the topic has the partner’s name.'], since: ['Since', 'A time with an offset such as 2026-11-01T00:00:00Z, a position, a cursor, beginning or latest.'],
      address: ['E-mail address', 'Its reader confirms it before the first digest.'], every: ['How often', ''], weekday: ['Day of the week', '1 is Monday.'], hour: ['Hour', 'Local time.'], time_zone: ['Time zone', 'Of the IANA list.'], lang: ['Language', ''],
    },
    values: { v1: 'shared secret (v1)', v1a: 'key pair (v1a)', event: 'one event', batch: 'several events', day: 'daily', week: 'weekly', pl: 'Polish', en: 'English' },
  },
  deliveries: {
    title: 'Deliveries and answers', caption: 'Deliveries, the latest change first', status: 'Status', any: 'any', statuses: { pending: 'to be tried', waiting: 'waits for an earlier one', delivered: 'delivered', failed: 'given up' },
    from: 'Changed from', to: 'Changed before', show: 'Show', event: 'Event', attempts: 'Attempts', changed: 'Changed', next: 'Next attempt', answer: 'Answer', none: 'No deliveries match.', resend: 'Send again', resendOf: (event) => `Send ${event} again`, resent: 'It will be sent again.', more: 'Show earlier ones', noAnswer: 'no answer', action: 'Action', newest: 'Back to the newest',
  },
  refusal: { title: 'That did not work', network: 'The notifications do not answer. Try again; what you typed stays.', status: (status) => `Answer ${status}.`, number: 'Reference number', retry: 'Try again' },
};

export default en;
