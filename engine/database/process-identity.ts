// Whether a process of this pid namespace lives, told from a later one with the same pid by its start.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Says nothing about processes of another container. */
export function isProcessAlive(known: { pid: number; startedAt: string | null }): boolean {
  if (known.pid <= 0) return false;
  try {
    process.kill(known.pid, 0);
  } catch (error) {
    // EPERM: alive, but another user's.
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  const startedAt = startTimeOf(known.pid);
  if (startedAt === "gone") return false;
  return known.startedAt === null || startedAt === null || startedAt === known.startedAt;
}

/** When the process began, as the system writes it; "gone" for a zombie or a pid just freed. */
export function startTimeOf(pid: number): string | null {
  try {
    if (process.platform === "linux") {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      // The name is in brackets and may hold spaces; the state and 19 fields on, the start, follow it.
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (fields[0] === "Z" || fields[0] === "X") return "gone";
      const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
      return `${boot}/${fields[19]}`;
    }
    if (process.platform === "win32") return null;
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
  } catch {
    return null;
  }
}
