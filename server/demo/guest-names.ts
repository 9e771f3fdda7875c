// Names for the crowd's guests: believable, distinct, the same after every restart.
const FIRST_NAMES = [
  "Amina",
  "Bruno",
  "Chiara",
  "Daniel",
  "Elif",
  "Farid",
  "Greta",
  "Hana",
  "Ivan",
  "Jonas",
  "Keiko",
  "Lena",
  "Mateo",
  "Nadia",
  "Oskar",
  "Priya",
  "Quentin",
  "Rosa",
  "Samir",
  "Tilda",
] as const;
const LAST_NAMES = [
  "Andersson",
  "Bianchi",
  "Costa",
  "Dubois",
  "Evans",
  "Fischer",
  "Gomez",
  "Haddad",
  "Ito",
  "Jansen",
] as const;

export const GUESTS_MAX = FIRST_NAMES.length * LAST_NAMES.length;

/** The name of guest 0, 1, 2 … below GUESTS_MAX; neighbours share neither first nor last name. */
export function guestName(index: number): string {
  const first = FIRST_NAMES[index % FIRST_NAMES.length] ?? "Guest";
  const round = Math.floor(index / FIRST_NAMES.length);
  const last = LAST_NAMES[(index + round) % LAST_NAMES.length] ?? "Guest";
  return `${first} ${last}`;
}
