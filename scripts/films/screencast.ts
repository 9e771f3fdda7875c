// Records a page through the browser's own screencast and encodes it with the machine's ffmpeg. Playwright's
// video needs its own build of ffmpeg, which not every machine may fetch.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Page } from "@playwright/test";

interface Shot {
  file: string;
  atSeconds: number;
}

/** The returned function ends the film and writes it to `video` (WebM). Needs Chromium and ffmpeg. */
export async function startScreencast(page: Page): Promise<(video: string) => Promise<void>> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "heartwire-film-"));
  const shots: Shot[] = [];
  let isOver = false;
  const session = await page.context().newCDPSession(page);
  session.on("Page.screencastFrame", ({ data, metadata, sessionId }) => {
    if (isOver) return;
    const file = path.join(folder, `${String(shots.length).padStart(5, "0")}.jpg`);
    writeFileSync(file, Buffer.from(data, "base64"));
    shots.push({ file, atSeconds: metadata.timestamp ?? 0 });
    session.send("Page.screencastFrameAck", { sessionId }).catch(() => undefined);
  });
  await session.send("Page.startScreencast", { format: "jpeg", quality: 90 });
  return async (video) => {
    const endedAt = Date.now() / 1_000;
    isOver = true;
    await session.send("Page.stopScreencast");
    writeVideo(shots, endedAt, folder, video);
    rmSync(folder, { recursive: true, force: true });
  };
}

function writeVideo(shots: readonly Shot[], endedAt: number, folder: string, video: string): void {
  const lines = shots.map(({ file, atSeconds }, index) => {
    const until = shots[index + 1]?.atSeconds ?? endedAt;
    return `file '${file}'\nduration ${Math.max(0.001, until - atSeconds).toFixed(3)}`;
  });
  const list = path.join(folder, "list.txt");
  writeFileSync(list, lines.join("\n"));
  const input = ["-y", "-loglevel", "error", "-f", "concat", "-safe", "0", "-i", list];
  const output = ["-vf", "fps=30", "-c:v", "libvpx-vp9", "-crf", "34", "-b:v", "0", video];
  const made = spawnSync("ffmpeg", [...input, ...output], { stdio: "inherit" });
  if (made.error) throw new Error("ffmpeg is needed to make videos; install it and try again.");
  if (made.status !== 0) throw new Error(`ffmpeg could not write ${video}`);
}
