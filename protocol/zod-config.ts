// In a page, schemas are interpreted instead of compiled. Compiling needs `eval`, which the content security
// policy forbids and reports. Imported by every file that builds a schema, before it does.
import * as z from "zod/mini";

if (typeof document !== "undefined") z.config({ jitless: true });
