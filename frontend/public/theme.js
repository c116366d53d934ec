// Before the first paint: the theme this browser was told to keep.
const kept = localStorage.getItem("tillwatch-theme");
if (kept === "light" || kept === "dark") document.documentElement.dataset.theme = kept;
