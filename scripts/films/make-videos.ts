// Paints the films of public/videos frame by frame and has ffmpeg pack them: H.264 that every browser plays,
// a poster beside each. Run by hand when a scene changes (needs ffmpeg); the results are committed.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { films } from "@/prisma/seed/films";
import { ASPECT, type Scene } from "./paint";
import * as scenes from "./scenes";

const FRAMES_PER_SECOND = 24;
const folder = path.join(import.meta.dirname, "../../public/videos");

const byName: Record<string, Scene> = {
  "first-light": scenes.firstLight,
  "rain-window": scenes.rainWindow,
  "slow-water": scenes.slowWater,
  "paper-boats": scenes.paperBoats,
  "city-lights": scenes.cityLights,
  aurora: scenes.aurora,
};

const wanted = process.argv.slice(2);
await mkdir(folder, { recursive: true });
for (const [name, film] of Object.entries(films)) {
  const scene = byName[name];
  if (!scene) throw new Error(`no scene is called ${name}`);
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const file = path.join(folder, `${name}.mp4`);
  await encode(scene, film, file);
  await ffmpeg([
    "-i",
    file,
    "-ss",
    "1",
    "-frames:v",
    "1",
    "-q:v",
    "4",
    path.join(folder, `${name}.jpg`),
  ]);
  console.log(`${name}: ${film.durationMs / 1_000} s`);
}

async function encode(
  scene: Scene,
  film: { width: number; height: number; durationMs: number },
  file: string,
): Promise<void> {
  const { width, height } = film;
  const frames = (film.durationMs / 1_000) * FRAMES_PER_SECOND;
  const raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", `${width}x${height}`];
  const h264 = ["-c:v", "libx264", "-preset", "veryslow", "-crf", "29", "-pix_fmt", "yuv420p"];
  const child = start([
    ...[...raw, "-r", String(FRAMES_PER_SECOND), "-i", "-"],
    ...[...h264, "-movflags", "+faststart", file],
  ]);
  for (let frame = 0; frame < frames; frame++) {
    const pixels = paint(scene, width, height, frame / frames);
    if (!child.stdin.write(pixels)) await once(child.stdin, "drain");
  }
  child.stdin.end();
  await ended(child);
}

function paint(scene: Scene, width: number, height: number, t: number): Buffer {
  const pixels = Buffer.allocUnsafe(width * height * 3);
  let at = 0;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const colour = scene(((column + 0.5) / width) * ASPECT, (row + 0.5) / height, t);
      // Ordered dither of under one step: banding costs more bits than it does.
      const dither = ((column * 7 + row * 13) % 8) / 8;
      for (const channel of colour) pixels[at++] = Math.min(255, Math.max(0, channel + dither));
    }
  }
  return pixels;
}

async function ffmpeg(args: string[]): Promise<void> {
  await ended(start(args));
}

function start(args: string[]) {
  return spawn("ffmpeg", ["-hide_banner", "-loglevel", "error", "-y", ...args], {
    stdio: ["pipe", "inherit", "inherit"],
  });
}

async function ended(child: ReturnType<typeof start>): Promise<void> {
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error(`ffmpeg ended with ${code}`);
}
