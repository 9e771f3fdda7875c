// The log where it cannot be written: nothing stops, and no new fault follows.
import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pino } from "pino";
import { expect, test } from "vitest";
import { createLossyDestination } from "./log";

test.runIf(existsSync("/dev/full"))(
  "[S92] a log whose disk is full stops nothing, also when a fault is to be logged",
  async () => {
    const script = `
      import { createLog } from "@/server/log";
      import { startLifecycle } from "@/server/lifecycle";
      const log = createLog();
      let faults = 0;
      startLifecycle({ log, countFault: () => faults++ });
      log.info("lost");
      setTimeout(() => { throw new Error("thrown"); });
      setTimeout(() => { process.stderr.write(String(faults)); process.exit(0); }, 200);
    `;
    const full = openSync("/dev/full", "w");
    try {
      const child = spawn(
        process.execPath,
        ["--import", "tsx", "--input-type=module", "-e", script],
        {
          cwd: path.join(import.meta.dirname, ".."),
          stdio: ["ignore", full, "pipe"],
        },
      );
      let received = "";
      child.stderr?.on("data", (data) => {
        received += String(data);
      });
      const code = await new Promise((resolve) => child.on("exit", resolve));
      expect([code, received]).toEqual([0, "1"]);
    } finally {
      closeSync(full);
    }
  },
);

test("[S92] lines are whole where there is room", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "heartwire log "));
  const file = path.join(folder, "log");
  const fd = openSync(file, "w");
  const log = pino({ base: null }, createLossyDestination(fd));
  log.info("one");
  log.fatal("two");
  closeSync(fd);
  log.info("lost");
  const lines = readFileSync(file, "utf8").trim().split("\n");
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual(["one", "two"]);
  rmSync(folder, { recursive: true });
});
