// Unwraps the default import of a CommonJS module, on which Next's bundler and Node do not agree.

/** The module's default export, whether the import gave that itself or the module around it. */
export function defaultOf<Export>(imported: Export): Export {
  return (imported as { default?: Export }).default ?? imported;
}
