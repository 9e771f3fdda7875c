// The processes of a fan-out run: a server on a core of its own, and on the other the viewers and the likers.

import { type PinnedProcess, startPinned } from "../pinned-process";
import type { LoadQuestions } from "./load";
import type { ServerQuestions } from "./server";

export interface FanOutBench {
  server: PinnedProcess<ServerQuestions>;
  /** Those who watch. */
  viewers: PinnedProcess<LoadQuestions>;
  /** The likers, so that a viewer's work delays no like. */
  pressers: PinnedProcess<LoadQuestions>;
}

const SERVER_CORE = 0;
export const LOAD_CORE = 1;

/** Fresh processes for one measurement. */
export async function withProcesses<Measured>(
  measure: (bench: FanOutBench) => Promise<Measured>,
): Promise<Measured> {
  const server = startPinned<ServerQuestions>("fan-out/server.ts", SERVER_CORE);
  const viewers = startPinned<LoadQuestions>("fan-out/load.ts", LOAD_CORE);
  const pressers = startPinned<LoadQuestions>("fan-out/load.ts", LOAD_CORE);
  try {
    return await measure({ server, viewers, pressers });
  } finally {
    await Promise.all([server, viewers, pressers].map((child) => child.end()));
  }
}
