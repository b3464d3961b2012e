import type { KubernetesObject } from './objects';
import { labelsOf, nameOf, namespaceOf } from './objects';
import { statuses } from './status';

type Test = (object: KubernetesObject) => boolean;

const values = (list: string): string[] => list.split(',').map((one) => one.trim());

const requirement = (part: string): Test => {
  const within = /^([\w./-]+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(part);
  if (within !== null) {
    const [, key = '', operator, list = ''] = within;
    return (object) => {
      const value = labelsOf(object)[key];
      const isIn = value !== undefined && values(list).includes(value);
      return operator === 'in' ? isIn : !isIn;
    };
  }
  const equality = /^([\w./-]+)\s*(==|=|!=)\s*([\w.-]*)$/.exec(part);
  if (equality !== null) {
    const [, key = '', operator, wanted = ''] = equality;
    return (object) => (labelsOf(object)[key] === wanted) === (operator !== '!=');
  }
  const existence = /^(!?)\s*([\w./-]+)$/.exec(part);
  if (existence === null) throw statuses.badRequest(`unable to parse requirement: ${part}`);
  const [, not, key = ''] = existence;
  return (object) => key in labelsOf(object) === (not !== '!');
};

/** `app=cart,tier in (a,b),!canary`: all must hold. @throws StatusError 400 */
export const labelSelector = (text: string | null): Test => {
  if (text === null || text === '') return () => true;
  const tests = text.split(/,(?![^(]*\))/).map((part) => requirement(part.trim()));
  return (object) => tests.every((test) => test(object));
};

/** `metadata.name` and `metadata.namespace`, which every kind has. @throws StatusError 400 */
export const fieldSelector = (text: string | null): Test => {
  if (text === null || text === '') return () => true;
  const tests = text.split(',').map((part): Test => {
    const [, field = '', operator, wanted = ''] = /^([\w.]+)(==|=|!=)(.*)$/.exec(part) ?? [];
    const read = { 'metadata.name': nameOf, 'metadata.namespace': namespaceOf }[field];
    if (read === undefined) throw statuses.badRequest(`field label not supported: ${field || part}`);
    return (object) => (read(object) === wanted) === (operator !== '!=');
  });
  return (object) => tests.every((test) => test(object));
};
