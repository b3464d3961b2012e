import { describeApplying } from './kubernetes-api/applying';
import { createAsking, type KubernetesApi } from './kubernetes-api/asking';
import { describeEntering } from './kubernetes-api/entering';
import { describeReading } from './kubernetes-api/reading';
import { describeWriting } from './kubernetes-api/writing';

/** Holds one implementation of the Kubernetes API to what Gatehouse rests on; `open` is called once, before the first test. */
export const describeKubernetesApi = (title: string, open: () => Promise<KubernetesApi>): void => {
  describe(`Kubernetes API: ${title}`, () => {
    let opened: KubernetesApi | undefined;
    const asking = createAsking(() => {
      if (opened === undefined) throw new Error('the API is not open yet');
      return opened;
    });

    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened?.close());

    describeEntering(asking);
    describeReading(asking);
    describeWriting(asking);
    describeApplying(asking);
  });
};
