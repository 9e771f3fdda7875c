// Finds ports for servers that tests start. Another process may still take one between finding and listening.
import { createServer } from "node:net";

/** Two neighbouring ports nobody listens on: the demo's second window uses the next one. */
export async function findFreePair(): Promise<number> {
  for (let tries = 0; tries < 50; tries++) {
    const first = await tryPort(0);
    if (first && (await tryPort(first + 1))) return first;
  }
  throw new Error("no two neighbouring ports are free");
}

function tryPort(wanted: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(null));
    server.listen(wanted, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" ? (address?.port ?? null) : null));
    });
  });
}
