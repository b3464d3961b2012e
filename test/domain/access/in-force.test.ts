import { changeKey, type KongAclChange } from '../../../src/domain/access/change';
import { bothIn, isGone, isInForce, keysMarkedBy } from '../../../src/domain/access/in-force';
import { kongTagsOf } from '../../../src/domain/access/ownership';
import { anAcl } from '../kong/builders';
import { aPlan, smallShop } from './builders';

const [change] = aPlan().changes as [KongAclChange];
/** The gateway, with the membership as somebody made it, or without. */
const withTags = (tags: string[] | null) =>
  bothIn({
    kong: smallShop({ acls: tags === null ? [] : [{ ...anAcl('partner-acme', 'orders-read'), tags }] })
      .snapshot,
    mesh: null,
  });

describe('what was read of a change', () => {
  it('is in force whoever put it there, and gone when nobody did', () => {
    for (const tags of [[], kongTagsOf('REQ')]) {
      expect(isInForce(change, withTags(tags))).toBe(true);
      expect(isGone(change, withTags(tags))).toBe(false);
    }
    expect([isInForce(change, withTags(null)), isGone(change, withTags(null))]).toEqual([false, true]);
  });

  it('is neither where it was not read', () => {
    const unread = bothIn({ kong: null, mesh: null });
    expect([isInForce(change, unread), isGone(change, unread)]).toEqual([null, null]);
  });

  it('was written by the request whose mark it carries, and by no other', () => {
    expect(keysMarkedBy('REQ', [change], withTags(kongTagsOf('REQ')))).toEqual([changeKey(change)]);
    for (const tags of [kongTagsOf('OTHER'), [], null])
      expect(keysMarkedBy('REQ', [change], withTags(tags))).toEqual([]);
  });
});
