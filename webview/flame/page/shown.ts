/**
 * The profile that a page shows, and who holds it. A chart that grows gets another one many times, so its parts look here each time rather than keep what they
 * were made with.
 */
import type { Layout } from '../model/layout.ts';
import { TextList } from '../model/packedTexts.ts';
import type { WorkerLink } from '../worker/link.ts';
import type { ProfileHead } from '../worker/messages.ts';

/** A profile as a worker gives it. */
export interface ShownProfile {
  readonly link: WorkerLink;
  readonly head: ProfileHead;
  /** In order of time. */
  readonly layout: Layout;
  /** True: the profile is of a run that the extension knows. */
  readonly isKnownRun: boolean;
}

/** What is shown now. */
export class Shown {
  #profile: ShownProfile;
  #names: TextList;
  #categories: TextList;
  #files: TextList;

  constructor(profile: ShownProfile) {
    this.#profile = profile;
    this.#names = new TextList(profile.head.names);
    this.#categories = new TextList(profile.head.categories);
    this.#files = new TextList(profile.head.files);
  }

  get link(): WorkerLink {
    return this.#profile.link;
  }

  get head(): ProfileHead {
    return this.#profile.head;
  }

  get layout(): Layout {
    return this.#profile.layout;
  }

  get isKnownRun(): boolean {
    return this.#profile.isKnownRun;
  }

  /** By frame. */
  get names(): TextList {
    return this.#names;
  }

  get categories(): TextList {
    return this.#categories;
  }

  get files(): TextList {
    return this.#files;
  }

  /** Shows another one from now on. Numbers of frames and spans are others then. */
  replace(profile: ShownProfile): void {
    this.#profile = profile;
    this.#names = new TextList(profile.head.names);
    this.#categories = new TextList(profile.head.categories);
    this.#files = new TextList(profile.head.files);
  }

  /** The first frame of a name; -1 for none. */
  frameOf(name: string): number {
    for (let frame = 0; frame < this.#names.length; frame++)
      if (this.#names.at(frame) === name) return frame;
    return -1;
  }
}
