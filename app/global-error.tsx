"use client";
// Shown when the root layout cannot be rendered: a document of its own, with the usual fonts and theme.
import { useEffect } from "react";
import { SomethingBroke } from "@/components/layout/something-broke";
import { THEME_KEY } from "@/components/layout/theme-key";
import { fontVariables } from "./fonts";
import "./globals.css";

function readTheme(): string {
  const isDarkSystem = matchMedia("(prefers-color-scheme: dark)").matches;
  const system = isDarkSystem ? "dark" : "light";
  try {
    const chosen = localStorage.getItem(THEME_KEY);
    return chosen === "dark" || chosen === "light" ? chosen : system;
  } catch {
    return system;
  }
}

export default function GlobalErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  useEffect(() => {
    document.documentElement.dataset.theme = readTheme();
  }, []);
  return (
    <html lang="en" className={fontVariables} suppressHydrationWarning>
      <head>
        <title>Something went wrong · heartwire</title>
      </head>
      <body>
        <main className="grid min-h-dvh content-center">
          <SomethingBroke error={error} retry={retry} />
        </main>
      </body>
    </html>
  );
}
