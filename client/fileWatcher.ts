/**
 * Tells the server of saved, made and removed files. A save in this window is told at once; what the editor's watcher sees of other programs is told in
 * batches. Texts that are not saved never leave the editor: the engine builds what is on disk.
 */
import { Disposable, type Uri, workspace } from 'vscode';
import {
  type FileChange,
  FileChangeBatch,
  type FileChangeType,
  isIgnoredPath,
} from './fileChanges.ts';

const batchMs = 50;

/** Watches all files of the window until it is disposed. */
export function watchFiles(send: (changes: readonly FileChange[]) => void): Disposable {
  const batch = new FileChangeBatch(send, (work) => {
    setTimeout(work, batchMs);
  });
  const watcher = workspace.createFileSystemWatcher('**/*');
  const see = (type: FileChangeType) => (uri: Uri) => {
    if (uri.scheme === 'file' && !isIgnoredPath(uri.path)) batch.add(uri.toString(), type);
  };
  return Disposable.from(
    watcher,
    watcher.onDidCreate(see(1)),
    watcher.onDidChange(see(2)),
    watcher.onDidDelete(see(3)),
    workspace.onDidSaveTextDocument(({ uri }) => {
      see(2)(uri);
      batch.flush();
    }),
  );
}
