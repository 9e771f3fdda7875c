// Tailwind is the only step between our CSS and the browser's.
/** @type {{ plugins: Record<string, object> }} */
export default { plugins: { "@tailwindcss/postcss": {} } };
