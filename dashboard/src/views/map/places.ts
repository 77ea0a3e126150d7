// Where things are: cities by their names, everything else by the city that the record ties it to. Nothing is guessed from
// a name: what the record ties to no city has no place.

import type { Likelihood, Network, PartyEntry, Reference } from '../../answers.ts';

/** Name, country, latitude, longitude. */
export type City = [name: string, country: string, latitude: number, longitude: number];

/** How a thing came to its place. */
export type Basis = 'itself' | 'part' | 'initiator' | 'founder' | 'coordinator' | 'co-coordinator' | 'member' | 'place' | 'host';

export interface Placed {
  kind: 'cluster' | 'party' | 'agreement' | 'visit';
  ref: Reference;
  basis: Basis;
  /** The party through which a cluster or an office is there. */
  through: Reference | null;
  certainty: Likelihood;
  event: string | null;
  sources: Network['agreements'][number]['sources'];
}

export interface Spot {
  id: string;
  name: string;
  latitude: number;
  longitude: number;
  things: Placed[];
}

/** Two places that an agreement or a visit joins. */
export interface Route {
  id: string;
  kind: 'agreement' | 'visit';
  from: string;
  to: string;
  certainty: Likelihood;
}

export interface Places {
  spots: Spot[];
  routes: Route[];
  /** Clusters, agreements and visits that the record ties to no city. */
  nowhere: Reference[];
}

const ROLES: Basis[] = ['initiator', 'coordinator', 'co-coordinator', 'founder', 'member'];
const KINDS: Placed['kind'][] = ['cluster', 'party', 'agreement', 'visit'];
const folded = (name: string) => name.normalize('NFKC').toLocaleLowerCase('pl').trim();
const sure = (certainty: string): Likelihood => (certainty === 'possibly' ? 'possibly' : 'yes');

export function placesOf(network: Network, parties: PartyEntry[], cities: City[]): Places {
  const gazetteer = new Map<string, City>();
  // Of two cities with one name the Polish one comes first in the file.
  for (const city of cities) if (!gazetteer.has(folded(city[0]))) gazetteer.set(folded(city[0]), city);
  const above = new Map(parties.map((party) => [party.ref.id, party.part_of]));
  const spots = new Map<string, Spot>();
  const nowhere: Reference[] = [];

  const named = (names: string[]): City | null => names.map((name) => gazetteer.get(folded(name))).find((city) => city !== undefined) ?? null;
  const cityOf = (ref: Reference): City | null => (ref.kind === 'city' ? named([...Object.values(ref.names), ref.label]) : null);
  /** The city that a party is, or is a part of. */
  const seat = (ref: Reference): { city: City; through: Reference | null } | null => {
    let each: Reference | null = ref;
    for (let steps = 0; each && steps < 8; steps += 1) {
      const city = cityOf(each);
      if (city) return { city, through: each.id === ref.id ? null : each };
      each = above.get(each.id) ?? null;
    }
    return null;
  };
  const put = (city: City, thing: Placed) => {
    const id = `${city[0]} ${city[1]}`;
    const spot = spots.get(id) ?? { id, name: city[0], latitude: city[2], longitude: city[3], things: [] };
    if (!spot.things.some((other) => other.ref.id === thing.ref.id)) spot.things.push(thing);
    spots.set(id, spot);
    return id;
  };

  for (const party of network.parties) {
    const at = seat(party);
    if (at) put(at.city, { kind: 'party', ref: party, basis: at.through ? 'part' : 'itself', through: at.through, certainty: 'yes', event: null, sources: [] });
  }
  for (const cluster of network.clusters) {
    const roles = network.roles.filter((role) => role.cluster.id === cluster.ref.id && ROLES.includes(role.role as Basis)).sort((one, other) => ROLES.indexOf(one.role as Basis) - ROLES.indexOf(other.role as Basis));
    const role = roles.find((each) => seat(each.party));
    if (role) put(seat(role.party)!.city, { kind: 'cluster', ref: cluster.ref, basis: role.role as Basis, through: role.party, certainty: sure(cluster.certainty) === 'yes' ? sure(role.certainty) : 'possibly', event: cluster.event, sources: [...cluster.sources, ...role.sources] });
    else nowhere.push(cluster.ref);
  }

  const routes: Route[] = [];
  const join = (kind: Route['kind'], id: string, certainty: Likelihood, ends: (string | null)[]) => {
    const [first, ...others] = [...new Set(ends.filter((end): end is string => end !== null))];
    for (const other of others) routes.push({ id: `${id} ${first} ${other}`, kind, from: first!, to: other, certainty });
  };
  const spotOf = (ref: Reference): string | null => {
    const own = seat(ref);
    if (own) return `${own.city[0]} ${own.city[1]}`;
    return [...spots.values()].find((spot) => spot.things.some((thing) => thing.ref.id === ref.id))?.id ?? null;
  };
  for (const visit of network.visits) {
    const place = visit.place && ((visit.place.party && seat(visit.place.party)?.city) || named([visit.place.label]));
    const host = seat(visit.host)?.city ?? null;
    const city = place ?? host;
    const certainty = sure(visit.certainty);
    if (!city) {
      nowhere.push(visit.ref);
      continue;
    }
    const at = put(city, { kind: 'visit', ref: visit.ref, basis: place ? 'place' : 'host', through: place ? null : visit.host, certainty, event: visit.event, sources: visit.sources });
    join('visit', visit.ref.id, certainty, [at, ...visit.visitors.map(spotOf)]);
  }
  for (const agreement of network.agreements) {
    const place = agreement.place && ((agreement.place.party && seat(agreement.place.party)?.city) || named([agreement.place.label]));
    const certainty = sure(agreement.certainty);
    const ends = agreement.parties.filter((each) => each.current).map((each) => spotOf(each.party));
    if (place) put(place, { kind: 'agreement', ref: agreement.ref, basis: 'place', through: null, certainty, event: agreement.event, sources: agreement.sources });
    else if (!ends.some((end) => end !== null)) nowhere.push(agreement.ref);
    join('agreement', agreement.ref.id, certainty, ends);
  }
  for (const spot of spots.values()) spot.things.sort((one, other) => KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind));
  return { spots: [...spots.values()].sort((one, other) => other.things.length - one.things.length || one.name.localeCompare(other.name, 'pl')), routes, nowhere };
}
