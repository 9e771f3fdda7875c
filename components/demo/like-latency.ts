// How long a press in one window takes until the other window shows it, from the reports of both. Pure: a
// press opens a wait, the first number painted elsewhere for the same content closes it.
import type { DemoReport } from "./demo-window";

const SAMPLES_MAX = 200;
/** A press without a report for this long was answered by something else, or not at all. */
const WAIT_MAX_MS = 5_000;

export interface LikeLatency {
  lastMs: number | null;
  medianMs: number | null;
  p95Ms: number | null;
  count: number;
}

/** Feed it the reports of both windows in the order they arrive. */
export function createLatencyClock(): {
  take(origin: string, report: DemoReport): boolean;
  read(): LikeLatency;
} {
  const waiting = new Map<string, { origin: string; atMs: number; liked: boolean }>();
  const samples: number[] = [];

  return {
    /** True when a sample was added. */
    take(origin, report) {
      if (report.kind === "pressed") {
        waiting.set(report.contentId, { origin, atMs: report.atMs, liked: report.liked });
        return false;
      }
      const press = waiting.get(report.contentId);
      if (press === undefined || press.origin === origin) return false;
      waiting.delete(report.contentId);
      const tookMs = report.atMs - press.atMs;
      if (tookMs < 0 || tookMs > WAIT_MAX_MS) return false;
      samples.push(tookMs);
      if (samples.length > SAMPLES_MAX) samples.shift();
      return true;
    },
    read() {
      const sorted = [...samples].sort((one, other) => one - other);
      const at = (share: number) =>
        sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? null;
      return {
        lastMs: samples.at(-1) ?? null,
        medianMs: sorted.length === 0 ? null : at(0.5),
        p95Ms: sorted.length === 0 ? null : at(0.95),
        count: samples.length,
      };
    },
  };
}

/** Whether something that came in a window message is one of our reports. */
export function isDemoReport(data: unknown): data is DemoReport {
  if (typeof data !== "object" || data === null) return false;
  const report = data as Partial<Record<keyof DemoReport, unknown>>;
  return (
    report.source === "heartwire-demo" &&
    (report.kind === "pressed" || report.kind === "shown") &&
    typeof report.contentId === "string" &&
    typeof report.likeCount === "number" &&
    typeof report.liked === "boolean" &&
    typeof report.atMs === "number"
  );
}
