// In a page, schemas are interpreted instead of compiled: compiling them would need the `eval` that the
// content security policy forbids, and even trying is reported as a violation. Imported by every file that
// builds a schema, before it does.
import * as z from "zod/mini";

if (typeof document !== "undefined") z.config({ jitless: true });
