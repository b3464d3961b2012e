import { targetOf } from '../../app/connection-target';
import type { ConnectionWithHealth } from '../../app/list-connections';
import type { ConnectionDetails } from '../../app/read-connection';
import type { ConnectionTest } from '../../app/test-connection';
import type { ConnectionRow, ConnectionView, TestedPart, TestReport } from '../../contract/views';
import type { CredentialFacts, CredentialState, WriterState } from '../../domain/connection';
import { addressOf, originOf } from '../../domain/connection-draft';

/*
 * Field by field, so that what is stored beside them one day does not slip through: views are the last door before the browser.
 */

export const connectionRow = ({ connection, health }: ConnectionWithHealth): ConnectionRow => ({
  id: connection.id,
  name: connection.name,
  kind: connection.kind,
  address: addressOf(targetOf(connection)),
  health: { lastSuccessAt: health.lastSuccessAt, lastFailure: health.lastFailure },
  reader: credentialView(connection.reader),
  writer: writerView(connection.writer),
  spaces: connection.spaceRules.length,
});

export const connectionView = ({ connection, health, owners, spaces }: ConnectionDetails): ConnectionView => {
  const target = targetOf(connection);
  return {
    id: connection.id,
    rev: connection.rev,
    name: connection.name,
    target,
    owners,
    reader: credentialView(connection.reader),
    writer: writerView(connection.writer),
    spaceRules: connection.spaceRules.map((rule) => {
      const space = spaces.find(({ id }) => id === rule.spaceId);
      return { ...rule, space: space === undefined ? null : { key: space.key, name: space.name } };
    }),
    health: { lastSuccessAt: health.lastSuccessAt, lastFailure: health.lastFailure },
    egressDomain: originOf(target),
  };
};

const factsView = ({ setAt, setBy, expiresAt }: CredentialFacts): CredentialFacts => ({
  setAt,
  setBy,
  expiresAt,
});

const credentialView = (credential: CredentialState): CredentialState => {
  switch (credential.state) {
    case 'absent':
      return { state: 'absent' };
    case 'set':
      return { state: 'set', current: factsView(credential.current) };
    case 'rotating':
      return {
        state: 'rotating',
        current: factsView(credential.current),
        previous: factsView(credential.previous),
      };
  }
};

const writerView = (writer: WriterState): WriterState =>
  writer.state === 'read-only' ? { state: 'read-only' } : credentialView(writer);

export const testReport = (test: ConnectionTest): TestReport => {
  if (test.outcome === 'failed') return test;
  const parts = test.parts.map(({ part, failure, writes }): TestedPart => ({
    part,
    right: writes === true ? 'write' : 'read',
    granted: failure === null,
    failure,
  }));
  const { outcome, at } = test;
  return test.kind === 'kong'
    ? { outcome, at, kong: test.node, parts }
    : { outcome, at, kubernetes: { version: test.version }, parts };
};
