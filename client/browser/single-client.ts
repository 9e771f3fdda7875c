// One running client per page. StrictMode starts twice and hot reload leaves old modules; neither may leave a
// second socket. The slot is on globalThis because modules are reloaded and it is not.
interface Startable {
  start(): void;
  stop(): void;
}

const SLOT = Symbol.for("heartwire.running-client");
type Slotted = typeof globalThis & { [SLOT]?: Startable | undefined };

/** Starts this client after stopping whichever ran before. The returned function stops it. */
export function runAlone(client: Startable): () => void {
  const page = globalThis as Slotted;
  if (page[SLOT] !== client) page[SLOT]?.stop();
  page[SLOT] = client;
  client.start();
  return () => {
    client.stop();
    if (page[SLOT] === client) page[SLOT] = undefined;
  };
}
