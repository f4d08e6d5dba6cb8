/** Long requests with their progress shown, and a way to cancel them. */
import { type Progress, type ProgressLocation, window } from 'vscode';
import type { ParamsOf, RequestName, ResultOf } from '../../server/protocol/methods.ts';
import type { ProgressValue } from '../languageClient.ts';
import type { Parts } from './parts.ts';

/** How progress shows. */
export interface ProgressLook {
  readonly title: string;
  readonly location: ProgressLocation;
}

/** Sends a request, and shows how far it is. */
export async function withProgress<Name extends RequestName>(
  parts: Parts,
  { title, location }: ProgressLook,
  name: Name,
  params: ParamsOf<Name>,
): Promise<ResultOf<Name>> {
  return window.withProgress({ title, location, cancellable: true }, (progress, token) =>
    parts.connection.requestWithProgress(name, params, { report: reporter(progress), token }),
  );
}

function reporter(progress: Progress<{ message?: string; increment?: number }>) {
  let percent = 0;
  return (value: ProgressValue) => {
    if (value.kind === 'end') return;
    const increment = Math.max(0, (value.percentage ?? percent) - percent);
    percent += increment;
    progress.report({ increment, ...(value.message ? { message: value.message } : {}) });
  };
}
