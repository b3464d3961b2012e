import { useCallback, useState } from 'react';

import { Heading, LoadingButton, Lozenge, Inline, SectionMessage, Stack, Text } from '@forge/react';

import type { TestReport, TestedPart } from '../../contract/views';
import type { CredentialRole } from '../../domain/connection';
import { invoke } from '../parts/invoke';
import { adviceOf, Problem, writeAdviceOf } from '../parts/problem';
import { localTime } from '../parts/time';
import type { Zone } from '../parts/time';
import { useAnswer } from '../parts/use-answer';

type Props = { id: string; hasWriter: boolean; atOnce: boolean; onTested: () => void; zone: Zone };

/** *Test*: who answers there, and what the credential may read, or write. */
export function ConnectionTest({ id, hasWriter, atOnce, onTested, zone }: Props) {
  const [role, setRole] = useState<CredentialRole | null>(atOnce ? 'reader' : null);
  const question = useCallback(async () => {
    const answer = await invoke('testConnection', { id, role: role ?? 'reader' });
    onTested();
    return answer;
  }, [id, role, onTested]);
  const { value, error, busy, again } = useAnswer<TestReport>(role === null ? null : question);
  const test = (which: CredentialRole) => {
    if (which === role) again();
    else setRole(which);
  };
  return (
    <Stack space="space.100">
      <Heading as="h3" size="small">
        Test
      </Heading>
      <Inline space="space.100">
        <LoadingButton
          isLoading={busy && role === 'reader'}
          onClick={() => {
            test('reader');
          }}
        >
          Test the connection
        </LoadingButton>
        {hasWriter && (
          <LoadingButton
            isLoading={busy && role === 'writer'}
            onClick={() => {
              test('writer');
            }}
          >
            Test the writer
          </LoadingButton>
        )}
      </Inline>
      {error !== null && <Problem error={error} />}
      {value !== null && error === null && <Report report={value} zone={zone} />}
    </Stack>
  );
}

function Report({ report, zone }: { report: TestReport; zone: Zone }) {
  if (report.outcome === 'failed')
    return <Problem error={report.failure} title={`${report.address} could not be used`} />;
  return (
    <SectionMessage
      appearance={report.parts.every(({ granted }) => granted) ? 'success' : 'warning'}
      title={answeredBy(report)}
    >
      <Stack space="space.050">
        {report.parts.map((part) => (
          <PartLine key={`${part.right} ${part.part}`} part={part} />
        ))}
        {report.parts.length === 0 && (
          <Text>No space may change anything through this connection yet, so there was nothing to try.</Text>
        )}
        <Text size="small" color="color.text.subtlest">
          Tested {localTime(report.at, zone)}
        </Text>
      </Stack>
    </SectionMessage>
  );
}

const PartLine = ({ part: { part, right, granted, failure } }: { part: TestedPart }) => (
  <Inline space="space.100" alignBlock="center">
    <Lozenge appearance={granted ? 'success' : 'removed'}>{WORD_OF[right][granted ? 'yes' : 'no']}</Lozenge>
    <Text>
      {part}
      {failure === null ? '' : `: ${right === 'read' ? adviceOf(failure) : writeAdviceOf(failure)}`}
    </Text>
  </Inline>
);

const WORD_OF = {
  read: { yes: 'readable', no: 'not readable' },
  write: { yes: 'writable', no: 'not writable' },
} as const;

function answeredBy(report: Extract<TestReport, { outcome: 'answered' }>): string {
  if ('kubernetes' in report) return `Kubernetes ${report.kubernetes.version} answered`;
  const { edition, version, flavor, database, role } = report.kong;
  const facts = [
    version,
    edition === 'oss' ? 'OSS' : edition,
    flavor === null ? null : `router ${flavor}`,
    database === 'off' ? 'db-less' : database,
    role === null ? null : `role ${role}`,
  ];
  return `Kong answered: ${facts.filter(Boolean).join(', ')}`;
}
