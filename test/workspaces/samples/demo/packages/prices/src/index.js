export { prices } from './generated/prices.js';
