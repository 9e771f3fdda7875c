// Prisma's schema engine as WebAssembly: it compares datamodels and databases and writes the SQL between
// them. Used to write migrations and to check for drift; the application never loads it. The package
// is made for bundlers, so the module is instantiated here by hand.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
  type SqlResultSet,
} from "@prisma/driver-adapter-utils";
import type { DiffTarget } from "@prisma/schema-engine-wasm/schema_engine_bg";

const schemaPath = path.join(import.meta.dirname, "../prisma/schema.prisma");

/** The datamodel in prisma/schema.prisma. */
export async function readDatamodel(): Promise<DiffTarget> {
  return datamodelOf(await readFile(schemaPath, "utf8"));
}

/** A datamodel given as text. */
export function datamodelOf(content: string): DiffTarget {
  return { tag: "schemaDatamodel", files: [{ path: schemaPath, content }] };
}

/** The SQL that leads from one datamodel to the other; empty when they agree. */
export async function diffSql(from: DiffTarget, to: DiffTarget): Promise<string> {
  const bindings = await instantiate();
  const datamodel = await readFile(schemaPath, "utf8");
  const engine = await bindings.SchemaEngine.new(
    { datamodels: [[schemaPath, datamodel]] },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(absentDatabase),
  );
  try {
    const filters = { externalTables: [], externalEnums: [] };
    const result = await engine.diff({ from, to, script: true, exitCode: null, filters });
    const sql = (result.stdout ?? "").trim();
    return sql === "-- This is an empty migration." ? "" : sql;
  } finally {
    engine.free();
  }
}

type Bindings = typeof import("@prisma/schema-engine-wasm/schema_engine_bg") & {
  __wbg_set_wasm(exports: WebAssembly.Exports): void;
};

let instantiated: Promise<Bindings> | undefined;

function instantiate(): Promise<Bindings> {
  instantiated ??= (async () => {
    const bindings = (await import("@prisma/schema-engine-wasm/schema_engine_bg")) as Bindings;
    const folder = path.dirname(
      createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg"),
    );
    const bytes = await readFile(path.join(folder, "schema_engine_bg.wasm"));
    const { instance } = await WebAssembly.instantiate(bytes, {
      "./schema_engine_bg.js": bindings as unknown as WebAssembly.ModuleImports,
    });
    bindings.__wbg_set_wasm(instance.exports);
    (instance.exports.__wbindgen_start as () => void)();
    return bindings;
  })();
  return instantiated;
}

/** Enough of a database for comparisons between datamodels: the engine asks only which version it is. */
const absentDatabase: SqlMigrationAwareDriverAdapterFactory = {
  provider: "postgres",
  adapterName: "absent",
  connect: () =>
    Promise.resolve({
      provider: "postgres",
      adapterName: "absent",
      queryRaw: answerVersion,
      executeRaw: refuse,
      executeScript: refuse,
      startTransaction: refuse,
      getConnectionInfo: () => ({ schemaName: "public", supportsRelationJoins: true }),
      dispose: () => Promise.resolve(),
    }),
  connectToShadowDb: refuse,
};

function answerVersion({ sql }: SqlQuery): Promise<SqlResultSet> {
  if (!sql.includes("server_version_num")) return refuse();
  return Promise.resolve({
    columnNames: ["exists", "version", "numeric_version"],
    columnTypes: [ColumnTypeEnum.Boolean, ColumnTypeEnum.Text, ColumnTypeEnum.Int32],
    rows: [[true, "PostgreSQL 15.0", 150_000]],
  });
}

function refuse(): Promise<never> {
  return Promise.reject(new Error("this comparison was meant to need no database"));
}
