// `npm start`: serves what `npm run build` built. Says "production" itself, since not every shell can set a
// variable before a command, and becomes the server, so that signals reach it.
Object.assign(process.env, { NODE_ENV: "production" });

await import("@/server");

export {};
