// Loaded before the first paint, as a classic script: the chosen theme, or the system's when none is.
{
  const chosen = localStorage.getItem("theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
}
