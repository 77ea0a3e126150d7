// Who runs this, and how is the record to be read?

import { useApp } from '../../app.ts';
import { instance } from '../../instance.ts';
import { useTexts } from '../../texts.ts';
import { PageHead } from '../../ui/Figure.tsx';
import { Line } from '../../ui/Panel.tsx';
import { texts } from './texts.ts';
import './about.css';

export function About() {
  const { day } = useApp();
  const own = useTexts(texts).about;
  const { operator_name: operator, operator_email: email, operator_phone: phone, data_licence: licence, data_licence_url: url, published } = instance();
  return (
    <div class="text">
      <PageHead answer={own.lead} />
      <h2>{own.who}</h2>
      <dl class="instance">
        <Line term={own.who}>{operator ?? own.nobody}</Line>
        {email || phone ? <Line term={own.contact}>{email ? <a href={`mailto:${email}`}>{email}</a> : null}{email && phone ? ', ' : null}{phone ? <a href={`tel:${phone.replace(/[^+\d]/g, '')}`}>{phone}</a> : null}</Line> : null}
        <Line term={own.licence}>{licence ? (url ? <a href={url} rel="license">{licence}</a> : licence) : own.noLicence}</Line>
        {published ? <Line term={own.since}>{day(published)}</Line> : null}
      </dl>
      <h2>{own.how}</h2>
      <ul class="points">{own.points.map((point) => <li key={point}>{point}</li>)}</ul>
      <h2>{own.data}</h2>
      <p>{own.docs} <a href="/docs" target="_self">{own.guide}</a></p>
    </div>
  );
}
