import { prices } from 'prices';
import { capitalize, money } from 'words';

export function catalogLines() {
  return Object.entries(prices).map(([name, cents]) => `${capitalize(name)}: ${money(cents)}`);
}
