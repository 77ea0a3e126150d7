// The map as GeoJSON (RFC 7946): a feature for each thing at its city, a line for each two cities that an agreement or a visit
// joins, and a feature without a place for what the record ties to no city.

import type { Feature, FeatureCollection, Geometry, Point } from 'geojson';
import type { Meta, Reference } from '../../answers.ts';
import { fullName, type Lang } from '../../names.ts';
import type { Places, Spot } from './places.ts';

/** What is seen, with both clocks of the answer. */
export function geojsonOf(places: Places, meta: Pick<Meta, 'as_of' | 'known_at' | 'position'>, lang: Lang): FeatureCollection<Geometry | null> & { upland: object } {
  const spots = new Map(places.spots.map((spot) => [spot.id, spot]));
  const features: Feature<Geometry | null>[] = [];
  for (const spot of places.spots) {
    for (const thing of spot.things) {
      features.push({
        type: 'Feature', id: thing.ref.id, geometry: point(spot),
        properties: {
          ...named(thing.ref, lang), kind: thing.kind, place: spot.name, basis: thing.basis, through: thing.through?.id ?? null, certainty: thing.certainty, event: thing.event,
          sources: thing.sources.map((source) => source.id),
        },
      });
    }
  }
  for (const route of places.routes) {
    const [from, to] = [spots.get(route.from), spots.get(route.to)];
    if (!from || !to) continue;
    features.push({
      type: 'Feature', id: route.id, geometry: { type: 'LineString', coordinates: [point(from).coordinates, point(to).coordinates] },
      properties: { kind: route.kind, from: from.name, to: to.name, certainty: route.certainty },
    });
  }
  for (const ref of places.nowhere) features.push({ type: 'Feature', id: ref.id, geometry: null, properties: { ...named(ref, lang), kind: ref.kind } });
  return { type: 'FeatureCollection', features, upland: { as_of: meta.as_of, known_at: meta.known_at, position: meta.position } };
}

/** Longitude first, as the format has it. */
const point = (spot: Spot): Point => ({ type: 'Point', coordinates: [spot.longitude, spot.latitude] });

const named = (ref: Reference, lang: Lang) => ({ name: fullName(ref, lang), names: ref.names, abbreviation: ref.abbreviation });
