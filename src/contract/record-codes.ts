import type { AlteredBecause } from '../domain/access/page-projection';
import type { Wording } from './codes';

/** What the page's own record is worth. Closed; each has a sentence and a next step below. */
export type RecordOutcome =
  | 'nothing-yet'
  | 'verified'
  | 'behind'
  | 'altered'
  | 'foreign'
  | 'unsigned'
  | 'missing'
  | 'unknown-key'
  | 'closed'
  | 'unseen'
  | 'not-editable'
  | 'not-read';

/** After somebody altered what had been written. */
export const ON_ITS_WAY =
  'The record itself is not touched by this, and nobody decides by what the page says. It is being put right: refresh in a moment.';

export const RECORD_WORDING: Record<RecordOutcome, Wording> = {
  'nothing-yet': {
    sentence: 'Nobody has asked for access here yet, so the page’s properties say nothing about it.',
    nextStep: 'They will as soon as somebody asks.',
  },
  verified: {
    sentence: 'What this page’s properties say about access is verified: signed, and as the record has it.',
    nextStep: 'Nothing has to be done.',
  },
  behind: {
    sentence: 'What this page’s properties say about access is older than the record.',
    nextStep: 'A newer version is on its way: refresh in a moment.',
  },
  altered: { sentence: 'What this page’s properties say about access was altered.', nextStep: ON_ITS_WAY },
  foreign: {
    sentence: 'What this page’s properties say about access belongs to another page, as in a copy of one.',
    nextStep: 'It says nothing about this page, and is replaced as soon as access is asked for here.',
  },
  unsigned: {
    sentence: 'What this page’s properties say about access is not signed by Gatehouse.',
    nextStep: 'Believe the requests below instead; it is replaced with the next one.',
  },
  missing: {
    sentence: 'What this page’s properties said about access is gone.',
    nextStep: ON_ITS_WAY,
  },
  'unknown-key': {
    sentence:
      'What this page’s properties say about access is signed with a key that Gatehouse does not know here.',
    nextStep: 'Believe the requests below instead; it is replaced with the next one.',
  },
  closed: {
    sentence:
      'This page is closed to the Gatehouse app, so its properties are written only when somebody who may edit it decides here.',
    nextStep: 'Let the app see and edit the page, or have an editor of the page press Write it now.',
  },
  unseen: {
    sentence:
      'Confluence shows this page neither to you nor to the Gatehouse app: it is restricted, or it was deleted for good. Confluence says the same of both.',
    nextStep:
      'If it is restricted, let the app see it. If it was deleted for good, a space admin can end the access that rests on it; nobody else does before its time is over.',
  },
  'not-editable': {
    sentence:
      'The Gatehouse app may see this page and not edit it, so its properties are written only when somebody who may edit it decides here.',
    nextStep: 'Let the app edit the page, or have an editor of the page press Write it now.',
  },
  'not-read': {
    sentence: 'Whether this page’s properties say the truth about access could not be found out.',
    nextStep: 'Believe the requests below, and try again later.',
  },
};

/** What somebody did to it. */
export const ALTERED_WORDING: Record<AlteredBecause, string> = {
  signature: 'what they say is not what was signed',
  'rolled back': 'an older version was put back',
  'ahead of the record': 'they claim to be newer than the record',
  'not the record': 'they tell something else under the same number',
  unsigned: 'something that is not signed took their place',
  missing: 'they were removed',
  foreign: 'another page’s took their place',
  'unknown key': 'something signed with another key took their place',
};

export const TABLE_EDITED: Wording = {
  sentence:
    'Somebody edited the access table on this page by hand, or removed it, so Gatehouse leaves it alone.',
  nextStep: 'The table may say anything. An editor of the page can have it written anew.',
};
