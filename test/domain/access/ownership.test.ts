import {
  kongTagsOf,
  MANAGED_BY,
  remarkedTags,
  REQUEST_ANNOTATION,
  requestInMetadata,
  requestInTags,
} from '../../../src/domain/access/ownership';

describe('what is ours', () => {
  it('at the gateway carries both tags: one alone, which somebody may have copied, is not enough', () => {
    const [ours = '', request = ''] = kongTagsOf('REQ');
    expect(requestInTags(['team:edge', ours, request])).toBe('REQ');
    for (const tags of [[], [ours], [request], ['gatehouse-team', request]])
      expect(requestInTags(tags)).toBeNull();
  });

  it('in the cluster carries label and annotation', () => {
    const annotations = { [REQUEST_ANNOTATION]: 'REQ' };
    expect(requestInMetadata({ labels: MANAGED_BY, annotations })).toBe('REQ');
    expect(requestInMetadata({ labels: {}, annotations })).toBeNull();
    expect(requestInMetadata({ labels: MANAGED_BY, annotations: {} })).toBeNull();
    expect(requestInMetadata({ labels: MANAGED_BY, annotations: { [REQUEST_ANNOTATION]: '' } })).toBeNull();
  });

  it('is marked for one request at a time, beside whatever tags others gave it', () => {
    const tags = remarkedTags(['cost:42', ...kongTagsOf('OLD')], 'NEW');
    expect(tags).toEqual(['cost:42', ...kongTagsOf('NEW')]);
    expect(requestInTags(tags)).toBe('NEW');
  });
});
