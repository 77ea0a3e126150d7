import { useEffect } from 'preact/hooks';
import { useAnswer } from '../../answer.ts';
import type { AgreementView } from '../../answers.ts';
import { useWords } from '../../app.ts';
import { bareId, chosenOf, type Chosen, type Signer } from '../../forms/values.ts';
import { textIn } from '../../names.ts';
import { useTexts } from '../../texts.ts';
import { Field } from '../../ui/Field.tsx';
import { controlOf, useForm } from './context.ts';
import { Refs } from './Refs.tsx';
import { texts } from './texts.ts';

const signerOf = (party: Chosen): Signer => ({ party, signs: false, represented: [], function: '' });

/** The parties of the chosen agreement that have not signed yet: who of them signs, through whom, in which function. */
export function Signers() {
  const { entered, set, errors, locked } = useForm();
  const { lang, date } = useWords();
  const t = useTexts(texts);
  const agreement = entered.ref('agreement');
  const { answer, problem } = useAnswer<AgreementView>(agreement ? `/v1/agreements/${bareId(agreement)}?as_of=../..` : null, false);
  const view = answer?.data.ref.id === agreement ? answer?.data : undefined;
  const list = entered.list<Signer>('signers');
  const parties = view?.parties.filter(({ signed }) => !signed).map(({ party }) => chosenOf(party)) ?? [];
  useEffect(() => {
    // What was entered for a party stays, also when the agreement is loaded again.
    if (view && parties.some(({ id }) => !list.some(({ party }) => party.id === id))) set('signers', [...parties.map((party) => list.find((each) => each.party.id === party.id) ?? signerOf(party)), ...list.filter(({ party }) => !parties.some(({ id }) => id === party.id))]);
  }, [view]);
  const change = (at: number, part: Partial<Signer>) => set('signers', list.map((each, index) => (index === at ? { ...each, ...part } : each)));
  const messages = errors('signers');
  return (
    <fieldset class="people" id={controlOf('signers')} tabIndex={-1} aria-describedby={messages.length ? 'signers-wrong' : undefined}>
      <legend>{t.fields.signers}</legend>
      <p class="about">{agreement ? t.hints.signers : t.signer.choose}</p>
      {messages.length ? <p class="wrong" id="signers-wrong">{messages.join(' ')}</p> : null}
      {view?.parties.filter(({ signed }) => signed).map(({ party, signed }) => <p key={party.id} class="about"><bdi>{textIn(party.names, lang).text}</bdi>: {t.signer.signed(date(signed))}</p>)}
      {problem?.status === 404 ? <p class="about">{t.signer.none}</p> : null}
      {list.length > 1 ? <p><button type="button" disabled={locked} onClick={() => set('signers', list.map((each) => ({ ...each, signs: true })))}>{t.signer.all}</button></p> : null}
      {list.map((each, at) => {
        const name = textIn(each.party.names, lang).text || each.party.id;
        return (
          <div key={each.party.id} class="person">
            <label class="option"><input type="checkbox" disabled={locked} checked={each.signs} onChange={(event) => change(at, { signs: event.currentTarget.checked })} /> <bdi>{name}</bdi></label>
            {each.signs ? (
              <>
                <Refs field={`signers-${at}-represented`} label={t.signer.represented(name)} offer="party" fresh value={each.represented} change={(represented) => change(at, { represented })} />
                <Field id={controlOf(`signers-${at}-function`)} label={t.signer.function(name)}>
                  {(attributes) => <input {...attributes} disabled={locked} autocomplete="off" value={each.function} onInput={(event) => change(at, { function: event.currentTarget.value })} />}
                </Field>
              </>
            ) : null}
          </div>
        );
      })}
      {agreement && (problem || (view && !list.length)) ? (
        <Refs field="signers-more" label={t.signer.more} offer="actor" many value={[]} change={(added) => set('signers', [...list, ...added.map((party) => ({ ...signerOf(party), signs: true }))])} />
      ) : null}
    </fieldset>
  );
}
