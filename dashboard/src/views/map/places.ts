// Where things are: at the coordinates of a seat; cities by their names; everything else by the seat or the city that the
// record ties it to. Nothing is guessed from a name: what the record ties to no place has none.

import type { Likelihood, Network, PartyEntry, Reference, Seat } from '../../answers.ts';

/** Name, country, latitude, longitude. */
export type City = [name: string, country: string, latitude: number, longitude: number];

/** How a thing came to its place. */
export type Basis = 'itself' | 'seat' | 'part' | 'initiator' | 'founder' | 'coordinator' | 'co-coordinator' | 'member' | 'place' | 'host';

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

export interface Point {
  id: string;
  name: string;
  latitude: number;
  longitude: number;
}

export interface Spot extends Point {
  things: Placed[];
}

/** Where a party is, by which seat, and through what it is a part of. */
interface Located {
  point: Point;
  seat: Seat | null;
  through: Reference | null;
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

const pointOfCity = (city: City | null): Point | null => city && { id: `${city[0]} ${city[1]}`, name: city[0], latitude: city[2], longitude: city[3] };

/** The point of a seat that has coordinates; its name is the address or the place that the record gives with them. */
function pointOfSeat(seat: Seat): Point {
  const { latitude, longitude } = seat.coordinates!;
  const id = `${latitude} ${longitude}`;
  return { id, name: seat.address ?? seat.place?.label ?? id, latitude: Number(latitude), longitude: Number(longitude) };
}

export function placesOf(network: Network, parties: PartyEntry[], cities: City[]): Places {
  const gazetteer = new Map<string, City>();
  // Of two cities with one name the Polish one comes first in the file.
  for (const city of cities) if (!gazetteer.has(folded(city[0]))) gazetteer.set(folded(city[0]), city);
  const above = new Map(parties.map((party) => [party.ref.id, party.part_of]));
  const seats = new Map(parties.flatMap((party) => party.seats.filter((seat) => seat.coordinates).slice(-1).map((seat) => [party.ref.id, seat] as const)));
  const spots = new Map<string, Spot>();
  const nowhere: Reference[] = [];

  const named = (names: string[]): Point | null => pointOfCity(names.map((name) => gazetteer.get(folded(name))).find((city) => city !== undefined) ?? null);
  const cityOf = (ref: Reference): Point | null => (ref.kind === 'city' ? named([...Object.values(ref.names), ref.label]) : null);
  /** Where a party is: at its seat, at the city that it is, or where it is a part of. */
  const placeOf = (ref: Reference): Located | null => {
    let each: Reference | null = ref;
    for (let steps = 0; each && steps < 8; steps += 1) {
      const seat = seats.get(each.id) ?? null;
      const point = seat ? pointOfSeat(seat) : cityOf(each);
      if (point) return { point, seat, through: each.id === ref.id ? null : each };
      each = above.get(each.id) ?? null;
    }
    return null;
  };
  const put = (point: Point, thing: Placed) => {
    const spot = spots.get(point.id) ?? { ...point, things: [] };
    if (!spot.things.some((other) => other.ref.id === thing.ref.id)) spot.things.push(thing);
    spots.set(point.id, spot);
    return point.id;
  };

  for (const party of network.parties) {
    const at = placeOf(party);
    if (at) put(at.point, { kind: 'party', ref: party, basis: at.through ? 'part' : at.seat ? 'seat' : 'itself', through: at.through, certainty: at.seat ? sure(at.seat.certainty) : 'yes', event: at.seat?.event ?? null, sources: at.seat?.sources ?? [] });
  }
  for (const cluster of network.clusters) {
    const roles = network.roles.filter((role) => role.cluster.id === cluster.ref.id && ROLES.includes(role.role as Basis)).sort((one, other) => ROLES.indexOf(one.role as Basis) - ROLES.indexOf(other.role as Basis));
    const role = roles.find((each) => placeOf(each.party));
    if (role) put(placeOf(role.party)!.point, { kind: 'cluster', ref: cluster.ref, basis: role.role as Basis, through: role.party, certainty: sure(cluster.certainty) === 'yes' ? sure(role.certainty) : 'possibly', event: cluster.event, sources: [...cluster.sources, ...role.sources] });
    else nowhere.push(cluster.ref);
  }

  const routes: Route[] = [];
  const join = (kind: Route['kind'], id: string, certainty: Likelihood, ends: (string | null)[]) => {
    const [first, ...others] = [...new Set(ends.filter((end): end is string => end !== null))];
    for (const other of others) routes.push({ id: `${id} ${first} ${other}`, kind, from: first!, to: other, certainty });
  };
  const spotOf = (ref: Reference): string | null => {
    const own = placeOf(ref);
    if (own) return own.point.id;
    return [...spots.values()].find((spot) => spot.things.some((thing) => thing.ref.id === ref.id))?.id ?? null;
  };
  for (const visit of network.visits) {
    const place = visit.place && ((visit.place.party && placeOf(visit.place.party)?.point) || named([visit.place.label]));
    const host = placeOf(visit.host)?.point ?? null;
    const point = place ?? host;
    const certainty = sure(visit.certainty);
    if (!point) {
      nowhere.push(visit.ref);
      continue;
    }
    const at = put(point, { kind: 'visit', ref: visit.ref, basis: place ? 'place' : 'host', through: place ? null : visit.host, certainty, event: visit.event, sources: visit.sources });
    join('visit', visit.ref.id, certainty, [at, ...visit.visitors.map(spotOf)]);
  }
  for (const agreement of network.agreements) {
    const place = agreement.place && ((agreement.place.party && placeOf(agreement.place.party)?.point) || named([agreement.place.label]));
    const certainty = sure(agreement.certainty);
    const ends = agreement.parties.filter((each) => each.current).map((each) => spotOf(each.party));
    if (place) put(place, { kind: 'agreement', ref: agreement.ref, basis: 'place', through: null, certainty, event: agreement.event, sources: agreement.sources });
    else if (!ends.some((end) => end !== null)) nowhere.push(agreement.ref);
    join('agreement', agreement.ref.id, certainty, ends);
  }
  for (const spot of spots.values()) spot.things.sort((one, other) => KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind));
  return { spots: [...spots.values()].sort((one, other) => other.things.length - one.things.length || one.name.localeCompare(other.name, 'pl')), routes, nowhere };
}
