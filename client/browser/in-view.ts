// Reports elements that enter or leave the view. One IntersectionObserver for each distance serves all
// callers.

type Listener = (isInView: boolean) => void;
/** The returned function ends it, as leaving the view does. */
type Watch = (element: Element, listener: Listener) => () => void;

/** A little before it is on screen: the room is joined when the eye arrives. */
export const watchElement = createWatch("100px 0px");

/** Within a few screens: far enough that scrolling does not outrun it. */
export const watchNearness = createWatch("2400px 0px");

/** Where the browser cannot observe, everything counts as in view. */
function createWatch(rootMargin: string): Watch {
  let observer: IntersectionObserver | null = null;
  const listeners = new WeakMap<Element, Listener>();

  function notifyAll(entries: IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) listeners.get(target)?.(isIntersecting);
  }

  return (element, listener) => {
    if (typeof IntersectionObserver === "undefined") {
      listener(true);
      return () => listener(false);
    }
    observer ??= new IntersectionObserver(notifyAll, { rootMargin });
    listeners.set(element, listener);
    observer.observe(element);
    return () => {
      observer?.unobserve(element);
      listeners.delete(element);
      listener(false);
    };
  };
}
