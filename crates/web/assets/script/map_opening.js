// Which part of the dependency map is seen at first, and how large.

// How far it is between the middles of two columns of boxes, at most.
const COLUMN = 330;

// The corners of what stands around some boxes.
const around = (some) => [
  Math.min(...some.map((it) => it.x)) - 20,
  Math.min(...some.map((it) => it.y)) - 20,
  Math.max(...some.map((it) => it.x + it.width)) + 20,
  Math.max(...some.map((it) => it.y + it.height)) + 20,
];

// The smallest zoom at which names can be read.
const LEGIBLE = 0.7;

// The zoom, and what stands in the middle. It is what can be read: the whole map, or else the chain
// that binds with what stands beside the focus, or with who needs it, or that chain alone. Where
// there is no room for any, as on a phone, it is the focus, with what stands beside it to its left
// and right.
export const opening = (boxes, edges, focus, [wide, high]) => {
  const zoomFor = (some) => {
    const [left, top, right, bottom] = around(some);
    return Math.min(wide / (right - left), high / (bottom - top), 1);
  };
  const all = [...boxes.values()];
  const center = boxes.get(focus) ?? all[0];
  const ends = (some) => [center, ...some.flatMap(([from, to]) => [boxes.get(from), boxes.get(to)])];
  const beside = ends(edges.filter(([from, to]) => from === focus || to === focus));
  const chain = ends(edges.filter(([, , binds]) => binds));
  const above = ends(edges.filter(([, to]) => to === focus));
  const choices = [all, [...beside, ...chain], [...above, ...chain], chain];
  const fits = choices.find((some) => LEGIBLE <= zoomFor(some));
  const near = beside.filter((it) => Math.abs(it.x - center.x) <= COLUMN);
  const [left, top, right, bottom] = around(fits ?? near);
  const zoom = fits ? zoomFor(fits) : Math.min(Math.max(wide / (right - left), LEGIBLE), 0.9);
  return { zoom, x: (left + right) / 2, y: fits ? (top + bottom) / 2 : center.y + center.height / 2 };
};
