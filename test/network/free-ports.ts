// Finds ports for servers that tests start. Looks below the range from which systems give ports to
// outgoing connections: one of those may take a port between finding and listening.
import { createServer } from "node:net";

const LOWEST = 10_000;
const HIGHEST = 30_000;

/** Two neighbouring free ports: the demo's second window uses the next one. */
export async function findFreePair(): Promise<number> {
  for (let tries = 0; tries < 50; tries++) {
    const first = LOWEST + 2 * Math.floor((Math.random() * (HIGHEST - LOWEST)) / 2);
    if ((await isFree(first)) && (await isFree(first + 1))) return first;
  }
  throw new Error("no two neighbouring ports are free");
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}
