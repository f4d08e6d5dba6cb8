/** How models get at the server: one function, typed by the protocol's table. */
import type { ParamsOf, RequestName, ResultOf } from '../../server/protocol/methods.ts';

/** Sends a request. Rejected where the server is not there. */
export type Ask = <Name extends RequestName>(
  name: Name,
  params: ParamsOf<Name>,
) => Promise<ResultOf<Name>>;
