// Times and counts as people read them. Pure and fixed to one language, so that the server and the
// browser write the same words.

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;

const dayAndMonth = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  timeZone: "UTC",
});
const dayMonthYear = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});
const wholeNumber = new Intl.NumberFormat("en");

/** "now", "2 min", "3 h", "4 d", then the date. A time ahead of the clock reads "now". */
export function writeAge(time: string, nowMs: number): string {
  const thenMs = Date.parse(time);
  const ageMs = nowMs - thenMs;
  if (ageMs < MINUTE_MS) return "now";
  if (ageMs < HOUR_MS) return `${Math.floor(ageMs / MINUTE_MS)} min`;
  if (ageMs < DAY_MS) return `${Math.floor(ageMs / HOUR_MS)} h`;
  if (ageMs < WEEK_MS) return `${Math.floor(ageMs / DAY_MS)} d`;
  const isThisYear = new Date(thenMs).getUTCFullYear() === new Date(nowMs).getUTCFullYear();
  return (isThisYear ? dayAndMonth : dayMonthYear).format(thenMs);
}

/** "1,204". */
export function writeCount(count: number): string {
  return wholeNumber.format(count);
}

/** "1 like", "41 likes". */
export function writeCountOf(count: number, one: string, many = `${one}s`): string {
  return `${writeCount(count)} ${count === 1 ? one : many}`;
}

/** "0:12", "1:02:03". */
export function writeDuration(durationMs: number): string {
  const seconds = Math.round(durationMs / 1000);
  const pad = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const tail = pad(seconds % 60);
  return hours > 0 ? `${hours}:${pad(minutes)}:${tail}` : `${minutes}:${tail}`;
}
