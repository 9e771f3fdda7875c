// The composition root: config → database → engine → Next → gateway → shutdown. No rules inside: every part
// is made elsewhere and joined here, in the order of start and the reverse order of stop.
import path from "node:path";
import next from "next";
import { openDatabase } from "@/engine/database/database";
import { createEngine, type Engine } from "@/engine/engine";
import { startGateway } from "@/realtime/gateway";
import { issueToken } from "@/server/auth/session";
import { type Config, putConfig, readConfig } from "@/server/config";
import { createCrowd } from "@/server/demo/crowd";
import { putDemoControls } from "@/server/demo/demo-controls";
import { prepareDemoData } from "@/server/demo/demo-data";
import { putEngine } from "@/server/engine-slot";
import { createApiRouter } from "@/server/http/api/api-router";
import { createHttpServer, listen } from "@/server/http/http-server";
import { createRequestListener } from "@/server/http/request-listener";
import { createStaticAssets } from "@/server/http/static-assets";
import { startLifecycle } from "@/server/lifecycle";
import { getLog } from "@/server/log";
import { createRealtimeMetrics, readDeliveryStats } from "@/server/metrics";
import { explainFailure, greetOperator } from "@/server/startup-messages";

const log = getLog();
const metrics = createRealtimeMetrics({ withProcess: true });
const life = startLifecycle({ log, countFault: (kind) => metrics.processFaults.inc({ kind }) });

async function start(): Promise<void> {
  const config = readConfig(process.env);
  putConfig(config);

  const database = await openDatabase({ ...config, log });
  life.onClose(database.close);
  if (config.isDemo) await prepareDemoData(database.prisma, log);

  const engine = await createEngine({
    ...config,
    prisma: database.prisma,
    runStatement: database.runStatement,
    log,
    registry: metrics.registry,
  });
  life.onClose(engine.close);
  putEngine(engine);

  const server = createHttpServer(config.servesBuild ? [] : ["/_next/"]);
  const app = next({ dev: !config.servesBuild, dir: import.meta.dirname, port: config.port });
  await app.prepare();
  life.onClose(() => app.close());

  const requestListener = createRequestListener({
    engine,
    metrics,
    isStopping: life.isStopping,
    scripts: config.servesBuild
      ? createStaticAssets({
          built: path.join(import.meta.dirname, ".next/static"),
          public: path.join(import.meta.dirname, "public"),
        })
      : null,
    api: config.servesBuild ? await createApiRouter() : null,
    next: app.getRequestHandler(),
  });
  // The gateway takes its own path before the request listener, so it attaches after it.
  server.on("request", requestListener);
  const gateway = startGateway({ httpServer: server, engine, metrics, log });
  const close = await listen(server, config);
  life.onClose(close);
  life.onClose(gateway.close);
  if (config.isDemo) openDemo(config, engine);
  greetOperator(config);
}

function openDemo(config: Config, engine: Engine): void {
  const crowd = createCrowd({
    engine,
    log,
    issueToken,
    baseUrl: `http://${config.host ?? "127.0.0.1"}:${config.port}`,
  });
  life.onClose(crowd.stop);
  putDemoControls({
    crowd,
    readStats: async () => ({
      likesAcked: crowd.readState().likesAcked,
      ...(await readDeliveryStats(metrics)),
    }),
  });
}

start().catch((error: unknown) => {
  explainFailure(error, log);
  void life.stop(1);
});
