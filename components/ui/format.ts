// Times and counts as people read them. Without a place of their own they are written
// as the server writes them, so that the first render in the browser agrees.

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;

const wholeNumber = new Intl.NumberFormat("en");

/** Where a moment is read: the locale and the time zone. */
export interface Place {
  locale: string | undefined;
  timeZone: string | undefined;
}

/** The place both sides know before the scripts run. */
export const SERVER_PLACE: Place = { locale: "en-GB", timeZone: "UTC" };
/** Where the browser is set to be. */
export const OWN_PLACE: Place = { locale: undefined, timeZone: undefined };

/** "now", "2 min", "3 h", "4 d", then the date. A time ahead of the clock reads "now". */
export function writeAge(time: string, nowMs: number, place: Place = SERVER_PLACE): string {
  const thenMs = Date.parse(time);
  const ageMs = nowMs - thenMs;
  if (ageMs < MINUTE_MS) return "now";
  if (ageMs < HOUR_MS) return `${Math.floor(ageMs / MINUTE_MS)} min`;
  if (ageMs < DAY_MS) return `${Math.floor(ageMs / HOUR_MS)} h`;
  if (ageMs < WEEK_MS) return `${Math.floor(ageMs / DAY_MS)} d`;
  return writeDate(thenMs, nowMs, place);
}

/** The age as it is said aloud: "22 minutes ago", or the date. */
export function sayAge(time: string, nowMs: number, place: Place = SERVER_PLACE): string {
  const ageMs = nowMs - Date.parse(time);
  if (ageMs < MINUTE_MS) return "just now";
  if (ageMs < HOUR_MS) return `${writeCountOf(Math.floor(ageMs / MINUTE_MS), "minute")} ago`;
  if (ageMs < DAY_MS) return `${writeCountOf(Math.floor(ageMs / HOUR_MS), "hour")} ago`;
  if (ageMs < WEEK_MS) return `${writeCountOf(Math.floor(ageMs / DAY_MS), "day")} ago`;
  return writeDate(Date.parse(time), nowMs, place);
}

/** "30 November 2026 at 20:42", as that place writes it. */
export function writeMoment(time: string, { locale, timeZone }: Place): string {
  const format = cachedFormat(locale, timeZone, { dateStyle: "long", timeStyle: "short" });
  return format.format(Date.parse(time));
}

function writeDate(thenMs: number, nowMs: number, { locale, timeZone }: Place): string {
  const year = cachedFormat("en-GB", timeZone, { year: "numeric" });
  const isThisYear = year.format(thenMs) === year.format(nowMs);
  const dayAndMonth = { day: "numeric", month: "short" } as const;
  return cachedFormat(
    locale,
    timeZone,
    isThisYear ? dayAndMonth : { ...dayAndMonth, year: "numeric" },
  ).format(thenMs);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** A format is dear to make and cheap to use. */
function cachedFormat(
  locale: string | undefined,
  timeZone: string | undefined,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone} ${JSON.stringify(options)}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone });
  formats.set(key, format);
  return format;
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
