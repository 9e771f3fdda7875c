// Prisma's schema engine as WebAssembly: compares datamodels and databases and writes the SQL between them.
// Called to write migrations and to check for drift; the application never loads it. The package is made for
// bundlers, so the module is instantiated here by hand.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
  type SqlResultSet,
} from "@prisma/driver-adapter-utils";
import type { DiffTarget, SchemaEngine } from "@prisma/schema-engine-wasm/schema_engine_bg";

const schemaPath = path.join(import.meta.dirname, "../../prisma/schema.prisma");

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
  const { stdout } = await withEngine(absentDatabase, (engine) =>
    engine.diff({ from, to, script: true, exitCode: null, filters: NO_FILTERS }),
  );
  const sql = (stdout ?? "").trim();
  return sql === "-- This is an empty migration." ? "" : sql;
}

/** What `prisma migrate status` would find and `prisma migrate deploy` would apply in this database. */
export async function askPrismaMigrate(connectionString: string, migrations: MigrationFile[]) {
  const migrationsList = {
    baseDir: path.join(schemaPath, "../migrations"),
    lockfile: { path: "migration_lock.toml", content: 'provider = "postgresql"' },
    shadowDbInitScript: "",
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: "migration.sql", content: { tag: "ok" as const, value: sql } },
    })),
  };
  return withEngine(new PrismaPg({ connectionString, max: 1 }), async (engine) => ({
    status: await engine.diagnoseMigrationHistory({
      migrationsList,
      optInToShadowDatabase: false,
      filters: NO_FILTERS,
    }),
    deploy: await engine.applyMigrations({ migrationsList, filters: NO_FILTERS }),
  }));
}

interface MigrationFile {
  name: string;
  sql: string;
}

const NO_FILTERS = { externalTables: [], externalEnums: [] };

async function withEngine<Value>(
  database: SqlMigrationAwareDriverAdapterFactory,
  work: (engine: SchemaEngine) => Promise<Value>,
): Promise<Value> {
  const bindings = await instantiate();
  const engine = await bindings.SchemaEngine.new(
    { datamodels: [[schemaPath, await readFile(schemaPath, "utf8")]] },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(database),
  );
  try {
    return await work(engine);
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
