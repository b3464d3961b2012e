import { findServers } from './servers';

/** Once for all live suites, and with all the time it takes: the programs are there before a test's clock runs. */
const setup = async (): Promise<void> => {
  await findServers();
};

export default setup;
