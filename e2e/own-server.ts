// Tests whose windows and programs live on a server of the file's own, which they may kill and start again.
import { type DemoServer, openDemoServer } from "./demo-server";
import { test as base } from "./people";

export const test = base.extend<object, { server: DemoServer }>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants the pattern
    async ({}, use) => {
      const server = await openDemoServer();
      await use(server);
      await server.close();
    },
    { scope: "worker", timeout: 200_000 },
  ],
  baseURL: async ({ server }, use) => use(server.url),
});
