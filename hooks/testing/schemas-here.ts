// Before any test of the page: the schemas are here, as in a page whose line is open.
import { schemas } from "../answer-schemas";
import { bringSchemas } from "../late-schemas";

bringSchemas(schemas);
