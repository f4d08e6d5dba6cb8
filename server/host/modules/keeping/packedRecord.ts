/** One module as others see it. Its facts are unpacked when they are asked for. */
import type { RelativePath } from '../../../engine/model/brand.ts';
import { decodeFacts } from '../../../modules/factsCodec.ts';
import type { ModuleFacts, ModuleRecord, Resolution } from '../../../modules/model.ts';

/** The bytes of an arena are written once, so a record stays as it was when it was made. */
export class PackedRecord implements ModuleRecord {
  readonly path: RelativePath;
  readonly resolutions: readonly Resolution[];
  readonly #bytes: Uint8Array;
  readonly #at: number;

  /** @param place of the facts */
  constructor(
    path: RelativePath,
    resolutions: readonly Resolution[],
    place: { readonly bytes: Uint8Array; readonly at: number },
  ) {
    this.path = path;
    this.resolutions = resolutions;
    this.#bytes = place.bytes;
    this.#at = place.at;
  }

  get facts(): ModuleFacts {
    return decodeFacts(this.#bytes, this.#at);
  }
}
