// Who may import whom is lint's to enforce; this proves that each rule fires, and says why.
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = path.join(import.meta.dirname, "..");
const biome = path.join(root, "node_modules/@biomejs/biome/bin/biome");

const forbidden: [file: string, specifier: string, reason: string][] = [
  ["protocol/x.ts", "@/server/engine-slot", "stands alone"],
  ["protocol/x.ts", "../server/engine-slot", "stands alone"],
  ["protocol/x.ts", "react", "stands alone"],
  ["engine/x.ts", "@/realtime/delivery/broadcaster", "knows nobody above"],
  ["engine/x.ts", "../client/connection/connection", "knows nobody above"],
  ["engine/x.ts", "next/server", "without a web"],
  ["engine/x.ts", "socket.io", "without a web"],
  ["realtime/x.ts", "@/client/connection/connection", "faces outward"],
  ["realtime/x.ts", "@/generated/prisma/client", "Only engine/"],
  ["app/page.tsx", "@/realtime/delivery/broadcaster", "through hooks/"],
  ["app/page.tsx", "@/generated/prisma/client", "only engine/"],
  ["app/api/x/route.ts", "@/realtime/delivery/broadcaster", "after the commit"],
  ["app/api/x/route.ts", "@prisma/client", "the engine's slot"],
  ["hooks/x.ts", "@/server/engine-slot", "run in the browser"],
  ["hooks/x.ts", "@/server/auth/session", "run in the browser"],
  ["components/x.tsx", "socket.io-client", "dumb on purpose"],
  ["components/x.tsx", "@tanstack/react-query", "dumb on purpose"],
  ["components/x.tsx", "@/server/engine-slot", "nothing of the server"],
  ["server.ts", "@/client/connection/connection", "only joins parts"],
  ["server.ts", "@/generated/prisma/client", "only joins parts"],
];

const allowed: [file: string, specifier: string][] = [
  ["protocol/x.ts", "zod"],
  ["protocol/x.ts", "./ids"],
  ["engine/x.ts", "@/protocol/ids"],
  ["engine/x.ts", "@/generated/prisma/client"],
  ["realtime/x.ts", "@/server/engine-slot"],
  ["realtime/x.ts", "socket.io"],
  ["app/page.tsx", "@/server/engine-slot"],
  ["app/api/x/route.ts", "@/server/engine-slot"],
  ["hooks/x.ts", "@/protocol/ids"],
  ["hooks/x.ts", "socket.io-client"],
  ["components/x.tsx", "@/client/connection/connection"],
  ["server.ts", "@/server/engine-slot"],
];

let folder: string;
const reasons = new Map<string, string>();

beforeAll(async () => {
  folder = await realpath(await mkdtemp(path.join(os.tmpdir(), "heartwire-lint-")));
  await cp(path.join(root, "biome.json"), path.join(folder, "biome.json"));
  const cases = [...forbidden, ...allowed, ["components/y.tsx", ""] as const];
  for (const file of new Set(cases.map(([file]) => file))) {
    const lines = cases
      .filter((each) => each[0] === file)
      .map(([, specifier]) => statement(specifier));
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), lines.join("\n"));
  }
  const args = [
    biome,
    "lint",
    "--reporter=github",
    "--vcs-enabled=false",
    "--max-diagnostics=none",
    ".",
  ];
  const output = await run(args);
  for (const line of output.split("\n")) {
    const found =
      /title=lint\/(?:style|suspicious)\/noRestricted\w+,file=([^,]+),line=(\d+).*?::(.*)/.exec(
        line,
      );
    if (found) reasons.set(`${path.relative(folder, found[1] ?? "")}:${found[2]}`, found[3] ?? "");
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each(forbidden)("[D18] %s may not import %s", (file, specifier, reason) => {
  expect(reasonFor(file, specifier)).toContain(reason);
});

test.each(allowed)("[D18] %s may import %s", (file, specifier) => {
  expect(reasonFor(file, specifier)).toBeUndefined();
});

test("[D18] a component may not fetch", () => {
  expect(reasons.get("components/y.tsx:1")).toContain("fetch");
});

function statement(specifier: string): string {
  return specifier ? `export type * from "${specifier}";` : "fetch('/');";
}

/** One line a case, in the order of the lists: the line tells which case a finding belongs to. */
function reasonFor(file: string, specifier: string): string | undefined {
  const lines = [...forbidden, ...allowed].filter((each) => each[0] === file);
  const line = 1 + lines.findIndex((each) => each[1] === specifier);
  return reasons.get(`${file}:${line}`);
}

function run(args: string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 1e8 }, (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
}
