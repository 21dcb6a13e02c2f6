// Runs before the first paint: the theme somebody chose and the view that is being opened, so that nothing flashes.
const root = document.documentElement;
try {
  const theme = localStorage.getItem("chartroom.theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
} catch { /* storage is forbidden here: the system's theme stays */ }
root.dataset.view = location.pathname === "/" ? "home" : "inner";
// The app asks for lazily loaded modules through this: compiled code cannot say `import()` itself.
globalThis.chartroomImport = (url) => import(url);
