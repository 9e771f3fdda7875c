// Before any test of the page: the schemas are here, as in a page whose line is open.

import { loadSchemasNow } from "../http/lazy-schemas";
import { schemas } from "../http/schemas";

loadSchemasNow(schemas);
