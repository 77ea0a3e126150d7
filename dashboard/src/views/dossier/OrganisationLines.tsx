// What an organisation is: its type, its seat and its sectors, each with its date and sources.

import type { Profile, Seat } from '../../answers.ts';
import { useApp } from '../../app.ts';
import { organisationTypes } from '../../facts/organisations.ts';
import { Line } from '../../ui/Panel.tsx';
import { FactLink, RefLink } from '../../ui/RefLink.tsx';
import { Say } from '../../ui/Words.tsx';
import { Dated } from './Lists.tsx';

const texts = {
  pl: { alias: 'Inna nazwa', organisationType: 'Rodzaj organizacji', seat: 'Siedziba', sectors: 'Branże', mainSector: 'główna działalność' },
  en: { alias: 'Also called', organisationType: 'Type of organisation', seat: 'Seat', sectors: 'Sectors', mainSector: 'main activity' },
};

export function OrganisationLines({ data }: { data: Profile }) {
  const { lang } = useApp();
  const [words, own] = [organisationTypes[lang], texts[lang]];
  return (
    <>
      {data.aliases.map((each) => <Line key={each.event} term={own.alias}><FactLink event={each.event}><Say text={each.names} /></FactLink>{each.abbreviation ? ` (${each.abbreviation})` : ''}</Line>)}
      {data.organisation_types.map((each) => <Line key={each.event} term={own.organisationType}>{words[each.organisation_type] ?? each.organisation_type} <Dated fact={each} /></Line>)}
      {data.seats.map((each) => <Line key={each.event} term={own.seat}><SeatOf seat={each} /> <Dated fact={each} /></Line>)}
      {data.sectors.map((each) => <Line key={each.event} term={own.sectors}><ul class="values">{each.sectors.map((sector) => <li key={`${sector.scheme} ${sector.edition} ${sector.code}`}>{sector.scheme} {sector.edition}: {sector.code}{sector.label ? <>, <Say text={sector.label} /></> : null}{sector.main ? ` (${own.mainSector})` : ''}</li>)}</ul> <Dated fact={each} /></Line>)}
    </>
  );
}

/** The address and the place, the region by its code, the country by its name in the page's language, and the point on the map. */
function SeatOf({ seat }: { seat: Seat }) {
  const { lang } = useApp();
  const place = seat.place ? (seat.place.party ? <RefLink of={seat.place.party} /> : seat.place.label) : null;
  const region = seat.region ? `${seat.region.scheme.toUpperCase()} ${seat.region.code}` : null;
  const country = seat.country ? new Intl.DisplayNames([lang], { type: 'region' }).of(seat.country) : null;
  const point = seat.coordinates ? `${seat.coordinates.latitude}, ${seat.coordinates.longitude}` : null;
  return <>{[seat.address, place, region, country, point].filter(Boolean).map((part, at) => <span key={at}>{at ? ', ' : ''}{part}</span>)}</>;
}
