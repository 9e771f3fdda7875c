// Three promises of the product, in a sentence each.
const PROMISES = [
  {
    title: "Instant",
    words:
      "The heart answers in the same frame. If it cannot be kept, it says so; it never pretends.",
  },
  {
    title: "Live for everyone",
    words: "Everybody who has the post open sees the count move, and the same count, always.",
  },
  {
    title: "Runs on your server",
    words: "One command on a machine of yours. No adverts, no trackers, nobody else’s cloud.",
  },
] as const;

/** A row on a desk, a column on a phone. */
export function Promises() {
  return (
    <section
      aria-label="What you can count on"
      className="mt-24 grid gap-x-16 gap-y-10 md:grid-cols-3"
    >
      {PROMISES.map(({ title, words }) => (
        <div key={title}>
          <h2 className="font-bold text-[22px] leading-7 tracking-[-0.015em]">{title}</h2>
          <p className="mt-2 text-[17px] text-soft leading-[26px]">{words}</p>
        </div>
      ))}
    </section>
  );
}
