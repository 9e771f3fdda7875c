// People without a window: the client as programs open it, over a real socket and real HTTP. Their connections can
// be cut, their pages closed and opened again.

import { openSocketTransport } from "@/client/connection/socket-transport";
import type { CreateTransport } from "@/client/connection/transport";
import { createClient, memoryStorage } from "@/client/create-client";
import type { HeartwireClient } from "@/client/heartwire-client";
import { eagerSchemas } from "@/client/http/eager-schemas";
import type { Content } from "@/protocol/views";
import type { Program } from "./people";

export interface HeadlessClient {
  /** The page that is open. */
  page(): HeartwireClient;
  /** The network goes away under the socket. */
  cut(): void;
  /** The page dies at once; resolves when another is open in the same browser. */
  reopen(): Promise<void>;
  close(): void;
}

export async function openHeadlessClient(
  program: Program,
  content: Content,
  baseUrl: string,
): Promise<HeadlessClient> {
  const { token } = program;
  const viewer = { ...program, displayName: program.username, avatarUrl: null };
  const storage = memoryStorage();
  let cut = () => {};
  const transport: CreateTransport = (listener) => {
    const transport = openSocketTransport(listener, { schemas: eagerSchemas, baseUrl, token });
    cut = () => {
      if (!transport.isOpen) return;
      transport.close();
      listener.closed();
    };
    return transport;
  };
  const open = async () => {
    const client = await createClient({ baseUrl, token, viewer, storage, transport });
    client.seed([content]);
    client.rooms.see(content);
    client.start();
    return client;
  };
  let page = await open();
  return {
    page: () => page,
    cut: () => cut(),
    async reopen() {
      page.stop();
      page = await open();
    },
    close: () => page.stop(),
  };
}
