// The accessibility declaration. Monitoring finds its parts by the ids that the ministry's document fixes.

import { useApp } from '../../app.ts';
import { instance } from '../../instance.ts';
import { useTexts } from '../../texts.ts';
import { PageHead } from '../../ui/Figure.tsx';
import { texts } from './texts.ts';
import './about.css';

const OMBUDSMAN = 'https://www.rpo.gov.pl';

export function Accessibility() {
  const own = useTexts(texts).declaration;
  const { operator_name: operator, operator_email: email, operator_phone: phone, accessibility_status: status, accessibility_checked: checked, published } = instance();
  const [before, after] = own.lead('\u0000').split('\u0000');
  return (
    <div class="text">
      <PageHead answer={operator && status ? own.states[status]! : own.unset} />
      <section id="a11y-wstep">
        <p>{before}<strong id="a11y-podmiot">{operator ?? own.operator}</strong>{after}</p>
        <p>{own.scope} <a id="a11y-url" href={location.origin}>{location.host}</a>.</p>
        <ul class="points">
          <li>{own.published}: <Day id="a11y-data-publikacja" day={published} unknown={own.unknown} /></li>
          <li>{own.updated}: <Day id="a11y-data-aktualizacja" day={published} unknown={own.unknown} /></li>
        </ul>
      </section>
      <h2>{own.status}</h2>
      <p id="a11y-status">{status ? own.states[status] : own.noStatus}</p>
      <h3>{own.unavailable}</h3>
      <ul class="points" id="a11y-tresci-niedostepne">{own.limits.map((limit) => <li key={limit}>{limit}</li>)}</ul>
      <h2>{own.preparation}</h2>
      <ul class="points">
        <li>{own.prepared}: <Day id="a11y-data-sporzadzenie" day={checked} unknown={own.unknown} /></li>
        <li>{own.reviewed}: <Day id="a11y-data-przeglad" day={checked} unknown={own.unknown} /></li>
      </ul>
      <p id="a11y-wykonawca-badania">{own.method}</p>
      <h2>{own.keyboard}</h2>
      <p>{own.keys}</p>
      <h2 id="a11y-kontakt">{own.feedback}</h2>
      <ul class="points">
        <li>{own.responsible}: <span id="a11y-osoba">{operator ?? own.operator}</span></li>
        <li>{own.email}: <span id="a11y-email">{email ? <a href={`mailto:${email}`}>{email}</a> : own.unknown}</span></li>
        <li>{own.phone}: <span id="a11y-telefon">{phone ? <a href={`tel:${phone.replace(/[^+\d]/g, '')}`}>{phone}</a> : own.unknown}</span></li>
      </ul>
      <h2>{own.procedure}</h2>
      <div id="a11y-procedura">
        <p>{own.rights}</p>
        <p>{own.deadline}</p>
        <p>{own.ombudsman} <a href={OMBUDSMAN}>rpo.gov.pl</a></p>
      </div>
      <h2>{own.building}</h2>
      <p id="a11y-architektura">{own.buildingText}</p>
    </div>
  );
}

function Day({ id, day, unknown }: { id: string; day: string | undefined; unknown: string }) {
  const words = useApp();
  return day ? <time id={id} dateTime={day}>{words.day(day)}</time> : <span id={id}>{unknown}</span>;
}
