// The two addresses of the two-window demo: this server's port and the next one. Empty outside demo mode,
// which switches everything of the demo off.
interface PortConfig {
  isDemo: boolean;
  port: number;
  neighborPort: number | null;
}

/** Left and right window, in that order. */
export function demoOrigins({ isDemo, port, neighborPort }: PortConfig): string[] {
  if (!isDemo || neighborPort === null) return [];
  return [`http://localhost:${port}`, `http://localhost:${neighborPort}`];
}
