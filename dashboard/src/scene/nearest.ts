// Which mark is meant: by a place of the picture, or by a direction from another mark.

/** The mark nearest to a place, within reach of a finger. */
export function markAt(places: Iterable<{ id: string; x: number; y: number; r: number }>, x: number, y: number): string | null {
  let [nearest, least] = [null as string | null, Number.POSITIVE_INFINITY];
  for (const place of places) {
    const distance = Math.hypot(place.x - x, place.y - y);
    if (distance <= Math.max(18, place.r + 2) && distance - place.r < least) [nearest, least] = [place.id, distance - place.r];
  }
  return nearest;
}

/** The next mark in a direction: nearest, with what lies off the line counting double. */
export function markTowards<T extends { id: string; x: number; y: number }>(places: T[], from: string | null, [dx, dy]: [number, number]): T | null {
  const here = places.find((place) => place.id === from);
  if (!here) return places[0] ?? null;
  let [nearest, least] = [null as T | null, Number.POSITIVE_INFINITY];
  for (const place of places) {
    const along = (place.x - here.x) * dx + (place.y - here.y) * dy;
    const across = Math.abs((place.x - here.x) * dy) + Math.abs((place.y - here.y) * dx);
    if (place.id === here.id || along <= 0) continue;
    if (along + across * 2 < least) [nearest, least] = [place, along + across * 2];
  }
  return nearest ?? null;
}
