// A page with a heading and one card of rows, before it is there.
import { Bone, RowSkeleton, SkeletonList } from "./skeleton";

/** Takes the place of the page's heading and list. */
export function ListPageSkeleton() {
  return (
    <>
      <div className="mb-4 flex min-h-12 items-center">
        <Bone className="ml-8 h-6 w-40 rounded-full" />
      </div>
      <SkeletonList
        of={RowSkeleton}
        count={8}
        className="surface divide-y divide-line px-4 sm:px-5"
      />
    </>
  );
}
