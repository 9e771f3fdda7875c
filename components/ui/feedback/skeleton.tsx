// The shapes shown while content loads. Each takes exactly the place of its content, so that nothing moves
// when it arrives.
import clsx from "clsx";

/** One grey bar or disc; size and radius come from the class. */
export function Bone({ className }: { className: string }) {
  return <span aria-hidden="true" className={clsx("block animate-shimmer bg-faint", className)} />;
}

/** A row of a list: disc, two lines. */
export function RowSkeleton() {
  return (
    <div className="flex items-center gap-3 py-3">
      <Bone className="size-11 rounded-full" />
      <div className="flex-1">
        <Bone className="my-1 h-4 w-3/5 rounded-full" />
        <Bone className="my-1.5 h-3 w-2/5 rounded-full" />
      </div>
    </div>
  );
}

/** A text post of two lines, as tall as the card it replaces. */
export function ContentSkeleton() {
  return (
    <div className="surface px-4 pt-4 pb-3 sm:px-5 sm:pt-5">
      <div className="flex items-center gap-3">
        <Bone className="size-11 rounded-full" />
        <div className="flex-1">
          <Bone className="my-1 h-4 w-32 rounded-full" />
          <Bone className="my-1.5 h-3 w-24 rounded-full" />
        </div>
      </div>
      <Bone className="mt-4 h-4 w-full rounded-full" />
      <Bone className="mt-3 h-4 w-2/3 rounded-full" />
      <div className="mt-4 flex h-11 items-center gap-6">
        <Bone className="h-5 w-16 rounded-full" />
        <Bone className="h-5 w-12 rounded-full" />
        <Bone className="h-5 w-12 rounded-full" />
      </div>
      <div className="mt-1 flex h-11 items-center gap-3 border-line border-t pt-1">
        <Bone className="h-6 w-14 rounded-full" />
        <Bone className="h-3.5 w-44 rounded-full" />
      </div>
    </div>
  );
}

/** Several skeletons with one word for those who cannot see them. */
export function SkeletonList({
  of: Shape,
  count,
  className,
}: {
  of: () => React.JSX.Element;
  count: number;
  className?: string;
}) {
  return (
    <div role="status" className={className}>
      <span className="sr-only">Loading</span>
      {Array.from({ length: count }, (_, index) => `bone-${index}`).map((key) => (
        <Shape key={key} />
      ))}
    </div>
  );
}
