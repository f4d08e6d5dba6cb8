/** What packages a package.json names. */
import type { PackageJson } from './packageTargets.ts';

/** Fields whose keys are names of packages that it needs. */
export const dependencyFields = [
  'dependencies',
  'devDependencies',
  'peerDependencies',
  'optionalDependencies',
];

/** Whether a package.json says that it needs a package. */
export function isDependency(json: PackageJson, name: string): boolean {
  return dependencyFields.some((field) => {
    const names = json[field];
    return typeof names === 'object' && names !== null && Object.hasOwn(names, name);
  });
}
