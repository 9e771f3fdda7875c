// What a process still holds once garbage is collected, in bytes: its heap and the buffers beside it. The size
// of the process says less, since it keeps what garbage once needed.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

export function readHeldMemory(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
