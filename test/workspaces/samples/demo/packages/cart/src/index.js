import { prices } from 'prices';

export function total(names) {
  return names.reduce((sum, name) => sum + prices[name], 0);
}
