/** Whether somebody is just pressing something: what is replaced under a pressed button never gets its click. */

/** Watches an element. @returns asks */
export function heldIn(watched: Element): () => boolean {
  let isHeld = false;
  watched.addEventListener('pointerdown', () => {
    isHeld = true;
  });
  for (const end of ['pointerup', 'pointercancel'])
    window.addEventListener(end, () => {
      // After the click, which comes behind it.
      window.setTimeout(() => {
        isHeld = false;
      });
    });
  return () => isHeld;
}
