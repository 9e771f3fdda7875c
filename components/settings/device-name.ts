// Names a browser in two words from its user agent. Pure, and never certain: the text is whatever the client
// sent.

const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/Edg\//, "Edge"],
  [/OPR\//, "Opera"],
  [/Firefox\//, "Firefox"],
  [/HeadlessChrome\//, "Chrome"],
  [/Chrome\//, "Chrome"],
  [/Safari\//, "Safari"],
];

const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/Android/, "Android"],
  [/Mac OS X/, "macOS"],
  [/Windows/, "Windows"],
  [/CrOS/, "ChromeOS"],
  [/Linux/, "Linux"],
];

export interface DeviceName {
  name: string;
  isPhone: boolean;
}

/** "Firefox on Linux"; programs go by the first word they sent. */
export function deviceName(userAgent: string): DeviceName {
  const find = (table: readonly (readonly [RegExp, string])[]) =>
    table.find(([pattern]) => pattern.test(userAgent))?.[1];
  const browser = find(BROWSERS);
  const system = find(SYSTEMS);
  const isPhone = /iPhone|Android|Mobile/.test(userAgent);
  if (browser !== undefined && system !== undefined)
    return { name: `${browser} on ${system}`, isPhone };
  return { name: browser ?? system ?? (userAgent.split(/[\s/]/)[0] || "Unknown device"), isPhone };
}
