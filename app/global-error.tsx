"use client";
// Even the document around the pages could not be drawn: bring a document of our own.
import { SomethingBroke } from "@/components/something-broke";
import "./globals.css";

export default function GlobalErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <head>
        <title>heartwire</title>
      </head>
      <body>
        <main>
          <SomethingBroke error={error} retry={retry} />
        </main>
      </body>
    </html>
  );
}
