/** The version that the command line says, and that it reads configurations as: the same as the editor's server. */
export { readVersion } from '../host/platform/version.ts';
