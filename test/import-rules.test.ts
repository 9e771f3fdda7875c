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
  ["protocol/events/x.ts", "../../server/engine-slot", "stands alone"],
  ["protocol/events/x.ts", "@/server/engine-slot", "stands alone"],
  ["client/x.ts", "@/hooks/lists/query-client", "shared by the web"],
  ["client/x.ts", "../engine/engine", "shared by the web"],
  ["client/deep/x.ts", "../../hooks/lists/query-client", "shared by the web"],
  ["client/x.ts", "react", "without a framework"],
  ["client/x.ts", "zustand", "without a framework"],
  ["realtime/x.ts", "./delivery/broadcaster", "which ask who may see"],
  ["realtime/x.ts", "@/realtime/delivery/conflation", "which ask who may see"],
  ["hooks/x.ts", "@/server/engine-slot", "run in the browser"],
  ["hooks/deep/x.ts", "../../server/auth/session", "run in the browser"],
  ["hooks/x.ts", "socket.io-client", "no socket"],
  ["components/x.tsx", "@/server/engine-slot", "nothing of the server"],
  ["components/x.tsx", "socket.io-client", "dumb on purpose"],
  ["components/x.tsx", "@tanstack/react-query", "dumb on purpose"],
  ["engine/x.ts", "@/realtime/delivery/broadcaster", "knows nobody above"],
  ["engine/x.ts", "../client/connection/connection", "knows nobody above"],
  ["engine/x.ts", "@/server/config", "knows nobody above"],
  ["engine/x.ts", "next/server", "without a web"],
  ["engine/x.ts", "socket.io", "without a web"],
  ["server/x.ts", "@/realtime/gateway", "never the gateway"],
  ["server/x.ts", "@/hooks/contents/use-feed", "never the gateway"],
  ["server/x.ts", "pg", "no queries"],
  ["realtime/x.ts", "@/client/connection/connection", "faces outward"],
  ["realtime/x.ts", "@/generated/prisma/client", "faces outward"],
  ["realtime/x.ts", "pg", "Only engine/"],
  ["app/page.tsx", "@/realtime/delivery/broadcaster", "through hooks/"],
  ["app/page.tsx", "pg", "only engine/"],
  ["app/api/x/route.ts", "@/realtime/delivery/broadcaster", "after the commit"],
  ["app/api/x/route.ts", "@prisma/client", "the engine's slot"],
  ["server.ts", "@/client/connection/connection", "only joins parts"],
  ["server.ts", "@/generated/prisma/client", "only joins parts"],
  ["prisma/x.ts", "@/realtime/gateway", "no page and no gateway"],
  ["e2e/x.ts", "@/app/viewer", "Nothing imports app/"],
];

const allowed: [file: string, specifier: string][] = [
  ["protocol/x.ts", "zod"],
  ["protocol/x.ts", "./ids"],
  ["protocol/x.ts", "./events/like-events"],
  ["protocol/events/x.ts", "../ids"],
  ["client/x.ts", "@/protocol/ids"],
  ["client/x.ts", "./errors"],
  ["client/x.ts", "socket.io-client"],
  ["client/x.ts", "zustand/vanilla"],
  ["hooks/x.ts", "@/protocol/ids"],
  ["hooks/x.ts", "@/client/heartwire-client"],
  ["hooks/x.ts", "react"],
  ["components/x.tsx", "@/hooks/engagement/use-like"],
  ["engine/x.ts", "@/protocol/ids"],
  ["engine/x.ts", "@/generated/prisma/client"],
  ["server/x.ts", "@/engine/engine"],
  ["server/x.ts", "next-auth"],
  ["realtime/x.ts", "@/server/engine-slot"],
  ["realtime/x.ts", "socket.io"],
  ["realtime/x.ts", "./delivery/delivery"],
  ["realtime/delivery/x.ts", "./broadcaster"],
  ["app/page.tsx", "@/server/engine-slot"],
  ["app/api/x/route.ts", "@/server/engine-slot"],
  ["server.ts", "@/realtime/gateway"],
  ["e2e/x.ts", "@/client/heartwire-client"],
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

/** One line a case, in the order of the lists: the line says which case a finding belongs to. */
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
