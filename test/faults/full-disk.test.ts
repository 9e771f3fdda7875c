// A disk that fills up under the database. While it is full only kept writes are acked; once there is room, likes are
// taken again. Only root can make a small disk, so others skip this.
import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, type TestContext, test } from "vitest";
import { findPostgres, startPostgres } from "./postgres-cluster";
import { openRig, type RigOptions, untilAcked } from "./rig";

const canMount = process.platform === "linux" && process.getuid?.() === 0 && tryMount();

interface SmallDisk {
  folder: string;
  fill(): void;
  makeRoom(): void;
  remove(): void;
}

function mountSmallDisk(megabytes: number): SmallDisk {
  const folder = mkdtempSync(path.join(os.tmpdir(), "heartwire-disk-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=0700`, "tmpfs", folder]);
  const ballast = path.join(folder, "ballast");
  return {
    folder,
    fill() {
      const file = openSync(ballast, "a");
      try {
        for (const bytes of [1 << 20, 1 << 12]) writeUntilFull(file, Buffer.alloc(bytes));
      } finally {
        closeSync(file);
      }
    },
    makeRoom: () => rmSync(ballast),
    remove() {
      execFileSync("umount", ["-l", folder]);
      rmSync(folder, { recursive: true });
    },
  };
}

function writeUntilFull(file: number, bytes: Buffer): void {
  try {
    for (;;) writeSync(file, bytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
  }
}

function tryMount(): boolean {
  try {
    mountSmallDisk(1).remove();
    return true;
  } catch {
    return false;
  }
}

async function fillAndEmpty(
  context: TestContext,
  disk: SmallDisk,
  options: RigOptions,
  helpUp: () => Promise<void>,
): Promise<void> {
  const rig = await openRig(options);
  try {
    const writers = rig.write({ paceMs: 10 });
    await untilAcked(writers, 200, 60_000);
    disk.fill();
    await sleep(10_000);
    const failed = [...writers.errors].filter(([code]) => code !== "OK" && code !== "LOST");
    disk.makeRoom();
    await helpUp();
    const startedAt = performance.now();
    await untilAcked(writers, 100, 30_000);
    await writers.pause();
    await rig.untilRight();
    expect(failed).not.toEqual([]);
    expect(Object.fromEntries(writers.errors)).not.toHaveProperty("UNANSWERED");
    expect(writers.slowestMs).toBeLessThan(5_500);
    expect(Object.fromEntries(writers.errors)).not.toHaveProperty("INTERNAL");
    await rig.finish(context, performance.now() - startedAt);
  } finally {
    await rig.close();
  }
}

test.runIf(canMount && findPostgres())("[F19] PostgreSQL's disk is full", async (context) => {
  const disk = mountSmallDisk(96);
  const postgres = await startPostgres({ folder: disk.folder });
  try {
    await fillAndEmpty(context, disk, { postgres }, () => postgres.ensureStarted());
  } finally {
    await postgres.stop();
    disk.remove();
  }
});

test.runIf(canMount)("[F19] the embedded database's disk is full", async (context) => {
  const disk = mountSmallDisk(128);
  try {
    await fillAndEmpty(context, disk, { dataDir: disk.folder }, async () => undefined);
  } finally {
    disk.remove();
  }
});
