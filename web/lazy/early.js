// Runs before the first paint: the theme somebody chose and the view that is being opened, so that nothing flashes.
const root = document.documentElement;
try {
  const theme = localStorage.getItem("chartroom.theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
} catch { /* storage is forbidden here: the system's theme stays */ }
root.dataset.view = location.pathname === "/" ? "home" : "inner";
// The app asks for lazily loaded modules through this: compiled code cannot say `import()` itself.
globalThis.chartroomImport = (url) => import(url);
// Going back leads to where one was on that page, though its content comes a little later than the browser expects.
const places = new Map();
let goal = 0;
let clicked = 0;
let aim;
addEventListener("scroll", () => { goal || places.set(location.href, scrollY); }, { passive: true });
for (const kind of ["wheel", "touchstart", "pointerdown", "keydown"]) addEventListener(kind, () => { goal = 0; }, { passive: true });
addEventListener("click", ({ target }) => {
  clicked = performance.now();
  aim = target.closest?.("a")?.href;
  places.set(location.href, scrollY);
}, true);
addEventListener("popstate", () => {
  const y = places.get(location.href);
  // A link to a place on the same page is told like a step back; it goes where it says.
  if (y === undefined || (aim === location.href && performance.now() - clicked < 200)) return;
  const end = goal = performance.now() + 5000;
  let still = 0;
  const step = () => {
    if (goal !== end) return;
    scrollTo(0, y);
    still = Math.abs(scrollY - y) < 2 ? still + 1 : 0;
    if (still > 24 || performance.now() > end) goal = 0;
    else requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
});
