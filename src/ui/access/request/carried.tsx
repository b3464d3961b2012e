import { Inline, SectionMessage, Stack, Text } from '@forge/react';

import type { RequestView } from '../../../contract/access';
import { Sentence } from '../../parts/sentence';
import { localTime } from '../../parts/time';
import type { Zone } from '../../parts/time';
import { Alarm } from '../parts/alarm';
import { Person } from '../parts/person';
import { OwnWords } from './own-words';

type Props = { view: RequestView; zone: Zone };

/** What became of an approved request, and what is in the way. */
export const Carried = ({ view, zone }: Props) => {
  const { carried, state } = view;
  return (
    <>
      {state === 'APPROVED' && <Awaiting byHand={carried.byHand} />}
      {carried.failure !== null && (
        <SectionMessage
          appearance="error"
          title={state === 'REVOKE_FAILED' ? 'It could not be taken back' : 'It could not be carried out'}
        >
          <Sentence>{carried.failure}</Sentence>
        </SectionMessage>
      )}
      {(state === 'REVOKING' || state === 'REVOKE_FAILED') && carried.byHand.length > 0 && (
        <SectionMessage appearance="warning" title="To be taken away by hand">
          <Stack space="space.075">
            <Text>
              {`Nothing may be written through ${carried.byHand.join(' and ')}. Somebody who may has to take away what the plan says; it is looked for until it is gone.`}
            </Text>
            {carried.beforehand !== null && <Text>{carried.beforehand}</Text>}
          </Stack>
        </SectionMessage>
      )}
      {carried.ending !== null && <Sentence>{carried.ending}</Sentence>}
      {carried.left.length > 0 && (
        <SectionMessage appearance="warning" title="Left in place">
          <Text>{`${carried.left.join('; ')}.`}</Text>
        </SectionMessage>
      )}
      {carried.drifts.map(({ sentence, since }) => (
        <Alarm
          key={sentence}
          kind="drift"
          sentence={sentence}
          since={`First seen ${localTime(since, zone)}`}
          way={null}
        />
      ))}
      {carried.brokenGlass !== null && <BrokenGlass glass={carried.brokenGlass} zone={zone} />}
    </>
  );
};

const Awaiting = ({ byHand }: { byHand: string[] }) =>
  byHand.length === 0 ? (
    <SectionMessage appearance="information" title="Approved, and awaiting application">
      <Text>
        Nobody has to decide anything more. Nothing is changed so far: the caller cannot use the access yet.
      </Text>
    </SectionMessage>
  ) : (
    <SectionMessage appearance="warning" title="Approved, and to be carried out by hand">
      <Text>
        {`Nothing may be written through ${byHand.join(' and ')}, so nothing was tried. The files below hold the change; once somebody has made it, confirm it here.`}
      </Text>
    </SectionMessage>
  );

type Glass = NonNullable<RequestView['carried']['brokenGlass']>;

const BrokenGlass = ({ glass, zone }: { glass: Glass; zone: Zone }) => (
  <SectionMessage appearance="warning" title="Taken without approval">
    <Stack space="space.075">
      <Inline space="space.100" alignBlock="center" shouldWrap>
        <Person accountId={glass.by} />
        <Text size="small">{localTime(glass.at, zone)}</Text>
      </Inline>
      <OwnWords by={glass.by} verb="says why:">
        {glass.reason}
      </OwnWords>
      {glass.judgeBefore !== null && (
        <Text>{`Somebody who had no part in it has to judge it before ${localTime(glass.judgeBefore, zone)}.`}</Text>
      )}
      {glass.judged !== null && (
        <OwnWords by={glass.judged.by} verb="judged:">
          {glass.judged.reason}
        </OwnWords>
      )}
    </Stack>
  </SectionMessage>
);
