// Words for people.
export function capitalize(text) {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

export function money(cents) {
  return `${(cents / 100).toFixed(2)} EUR`;
}
