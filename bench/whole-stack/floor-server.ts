// Next alone, with the route that does nothing, behind node:http. PORT is its port.
import { createServer } from "node:http";
import path from "node:path";
import next from "next";

const app = next({ dev: false, dir: path.join(import.meta.dirname, "floor") });
await app.prepare();
createServer(app.getRequestHandler()).listen(Number(process.env.PORT), "127.0.0.1");
