// The dependency map: drag to pan, wheel or buttons to zoom, arrow keys to follow dependencies.
// It only moves the viewBox: what is drawn stays as the server drew it.
import { opening } from "./map_opening.js";

for (const box of document.querySelectorAll("[data-map]")) {
  const svg = box.querySelector("svg");
  const tools = document.querySelector("[data-map-tools]");
  const [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
  const nodes = new Map([...svg.querySelectorAll("[data-node]")].map((it) => [it.dataset.node, it]));
  const edges = [...svg.querySelectorAll("[data-from]")]
    .map((it) => [it.dataset.from, it.dataset.to, it.classList.contains("binds")]);
  const focus = svg.querySelector(".focus");
  const middle = (node) => {
    const it = node.querySelector("rect").getBBox();
    return [it.x + it.width / 2, it.y + it.height / 2];
  };
  let view = { x: 0, y: 0, zoom: 1 };

  const size = () => [box.clientWidth / view.zoom, box.clientHeight / view.zoom];
  const show = () => {
    const [wide, high] = size();
    // Something of the map always stays in sight.
    view.x = Math.min(Math.max(view.x, 80 - wide), width - 80);
    view.y = Math.min(Math.max(view.y, 60 - high), height - 60);
    svg.setAttribute("viewBox", `${view.x} ${view.y} ${wide} ${high}`);
  };
  const zoom = (factor, atX = 0.5, atY = 0.5) => {
    const [wide, high] = size();
    const next = Math.min(Math.max(view.zoom * factor, 0.1), 4);
    view.x += wide * atX * (1 - view.zoom / next);
    view.y += high * atY * (1 - view.zoom / next);
    view.zoom = next;
    show();
  };
  const all = () => {
    view.zoom = Math.min(box.clientWidth / width, box.clientHeight / height, 1.2);
    const [wide, high] = size();
    view.x = (width - wide) / 2;
    view.y = (height - high) / 2;
    show();
  };
  // No more empty room than need be.
  const within = (at, seen, whole) => seen < whole ? Math.min(Math.max(at, -20), whole - seen + 20) : (whole - seen) / 2;
  // A node a third from the left, what it needs to its right.
  const center = (node) => {
    const [x, y] = middle(node);
    const [wide, high] = size();
    view.x = within(x - wide / 3, wide, width);
    view.y = within(y - high / 2, high, height);
    show();
  };
  const open = () => {
    const boxes = new Map([...nodes].map(([id, it]) => [id, it.querySelector("rect").getBBox()]));
    const tallest = innerHeight * 0.75;
    const { zoom, x, y } = opening(boxes, edges, focus?.dataset.node, [box.clientWidth, tallest]);
    view.zoom = zoom;
    box.style.blockSize = `${Math.min(Math.max(height * zoom + 40, 300), tallest)}px`;
    const [wide, high] = size();
    view.x = within(x - wide / 2, wide, width);
    view.y = within(y - high / 2, high, height);
    show();
  };
  const reveal = (node) => {
    const [x, y] = middle(node);
    const [wide, high] = size();
    const hidden = x < view.x + 60 || view.x + wide - 60 < x || y < view.y + 30 || view.y + high - 30 < y;
    if (hidden) center(node);
  };

  // Arrow keys: right to what it needs, the chain that binds first, left to what needs it, up and down within a column.
  const near = (node, candidates) => {
    const [, y] = middle(node);
    return candidates.sort((a, b) => Math.abs(middle(a)[1] - y) - Math.abs(middle(b)[1] - y))[0];
  };
  const follow = (node, ends) => ends.find(([, binds]) => binds)?.[0] ?? near(node, ends.map(([to]) => to));
  const next = (node, key) => {
    const id = node.dataset.node;
    const [x, y] = middle(node);
    const ends = {
      ArrowRight: () => follow(node, edges.filter(([from]) => from === id).map(([, to, binds]) => [nodes.get(to), binds])),
      ArrowLeft: () => follow(node, edges.filter(([, to]) => to === id).map(([from, , binds]) => [nodes.get(from), binds])),
      ArrowDown: () => near(node, [...nodes.values()].filter((it) => Math.abs(middle(it)[0] - x) < 9 && y < middle(it)[1])),
      ArrowUp: () => near(node, [...nodes.values()].filter((it) => Math.abs(middle(it)[0] - x) < 9 && middle(it)[1] < y)),
    };
    return ends[key]?.();
  };
  box.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const acts = { "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(0.8), 0: all };
    const node = event.target.closest?.("[data-node]");
    const to = node && next(node, event.key);
    if (!acts[event.key] && !to) return;
    event.preventDefault();
    if (to) to.focus({ preventScroll: true });
    else acts[event.key]();
  });
  svg.addEventListener("focusin", (event) => {
    const node = event.target.closest("[data-node]");
    if (node) reveal(node);
  });

  // Dragging moves the map; a drag that ends on a box is not a click on it.
  let held = null;
  let dragged = false;
  box.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    [held, dragged] = [{ x: event.clientX, y: event.clientY }, false];
  });
  addEventListener("pointermove", (event) => {
    if (!held) return;
    const [dx, dy] = [event.clientX - held.x, event.clientY - held.y];
    if (!dragged && Math.hypot(dx, dy) < 4) return;
    dragged = true;
    box.classList.add("moving");
    view.x -= dx / view.zoom;
    view.y -= dy / view.zoom;
    held = { x: event.clientX, y: event.clientY };
    show();
  });
  for (const name of ["pointerup", "pointercancel"]) {
    addEventListener(name, () => {
      held = null;
      box.classList.remove("moving");
    });
  }
  svg.addEventListener("click", (event) => { if (dragged) event.preventDefault(); }, true);
  svg.addEventListener("dragstart", (event) => event.preventDefault());
  // The wheel zooms with Ctrl, or once the map has the focus: otherwise the page scrolls.
  box.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !box.contains(document.activeElement)) return;
    event.preventDefault();
    const at = box.getBoundingClientRect();
    zoom(Math.exp(-event.deltaY / 400), (event.clientX - at.left) / at.width, (event.clientY - at.top) / at.height);
  }, { passive: false });

  // On paper there is nothing to drag: all of it is printed.
  addEventListener("beforeprint", () => svg.setAttribute("viewBox", `0 0 ${width} ${height}`));
  addEventListener("afterprint", show);

  const buttons = { in: () => zoom(1.25), out: () => zoom(0.8), all };
  for (const button of tools?.querySelectorAll("[data-zoom]") ?? []) {
    button.addEventListener("click", buttons[button.dataset.zoom]);
  }
  if (tools) tools.hidden = false;
  for (const name of ["width", "height"]) svg.removeAttribute(name);
  box.classList.add("live");
  new ResizeObserver(show).observe(box);
  open();
}
