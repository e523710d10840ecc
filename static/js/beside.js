// A popover beside what opened it, inside the window.

const MARGIN = 8; // pixels

export function beside(box, opener) {
  box.showPopover();
  const near = opener.getBoundingClientRect();
  const { width, height } = box.getBoundingClientRect();
  const below = near.bottom + MARGIN;
  const top = below + height < innerHeight - MARGIN ? below : near.top - height - MARGIN;
  const left = Math.min(near.left, innerWidth - width - MARGIN);
  box.style.setProperty("top", `${Math.max(MARGIN, Math.min(top, innerHeight - height - MARGIN))}px`);
  box.style.setProperty("left", `${Math.max(MARGIN, left)}px`);
}
