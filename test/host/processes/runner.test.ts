// Commands that the engine starts itself keep the contract.

import { runnerContract } from './runnerContract.ts';

runnerContract('never');
