import { code } from '../kong/words';
import { changeWords } from './change-words';
import type { ToldDrift } from './grant-drift';

/** What differs, and what whoever reads it can do about it. Names in `backticks`. */
export type DriftWords = { sentence: string; nextStep: string };

export const driftWords = ({ is, thing, instead, fields, grants }: Omit<ToldDrift, 'since'>): DriftWords => {
  const what = changeWords(thing);
  switch (is) {
    case 'missing':
      return thing.kind === 'istio-deny-all'
        ? {
            sentence: `The ${what} is not there any more: the workload that it kept closed may be open to everybody.`,
            nextStep:
              'Where Gatehouse may write, it is set again by itself. Put an ALLOW policy of your own in place, and it is needed no more.',
          }
        : {
            sentence: `The ${what} is not there any more, although a grant holds it, and Gatehouse did not take it away.`,
            nextStep:
              'Nothing was put back. Revoke the grant, or have it put back where it was; the files of the request hold the change.',
          };
    case 'changed':
      return {
        sentence: `The ${what} is not as it was granted: ${fields.map(code).join(', ')} ${fields.length === 1 ? 'differs' : 'differ'}.`,
        nextStep:
          'Nothing was set back. Revoke the grant, or have it set back; the files of the request hold the change.',
      };
    case 'foreign':
      return {
        sentence:
          instead === ''
            ? `The ${what} is there without Gatehouse’s mark: it stays when the grant ends.`
            : `In the place of the ${what} stands something that is not Gatehouse’s, ${instead}: it stays when the grant ends.`,
        nextStep: 'Find out who put it there, and have it taken away when the grant ends.',
      };
    case 'extra':
      if (thing.kind === 'unnamed')
        return {
          sentence: 'Something carries the mark of a grant that does not name it, and no grant holds it.',
          nextStep: 'Ask a Confluence admin what it is: its connection says so.',
        };
      if (grants.length === 0)
        return {
          sentence: `The ${what} carries Gatehouse’s mark with a request that is not on record here.`,
          nextStep:
            'Find out whether a Gatehouse on another site wrote it; if none did, have it taken away. Nothing here ever will.',
        };
      return {
        sentence: `The ${what} carries Gatehouse’s mark, and no grant holds it.`,
        nextStep:
          'Have it taken away if nobody needs it: Gatehouse takes away only what its record has a grant for.',
      };
    case 'beside':
      return {
        sentence: `The ${what} was given beside Gatehouse, after access by this group had begun to be granted here.`,
        nextStep:
          'Have it asked for here, so that somebody decides about it and it ends; or have it taken away.',
      };
  }
};
