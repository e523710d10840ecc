"""A small accessibility walk: what a screen reader, a keyboard or a phone would stumble over."""

PROBLEMS = """() => {
  const found = [];
  const say = (what, node) => found.push(`${what}: ${node?.outerHTML.slice(0, 160) ?? ''}`);
  const shown = (node) => node.checkVisibility({visibilityProperty: true});
  const named = (node) => [node.ariaLabel, node.textContent, node.title, node.alt, node.value,
    ...(node.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent),
    ...[...node.querySelectorAll('[aria-label]')].map((inner) => inner.ariaLabel)].some((text) => text?.trim());
  if (!document.documentElement.lang) say('no language');
  const headings = [...document.querySelectorAll('h1')].filter(shown);
  if (headings.length !== 1) say(`${headings.length} h1`, headings[1]);
  if (document.querySelectorAll('main').length !== 1) say('not one main');
  if (!/\\S+ · \\S+/.test(document.title)) say(`title ${document.title}`);
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
  for (const id of new Set(ids)) if (ids.indexOf(id) !== ids.lastIndexOf(id)) say(`twice #${id}`);
  for (const node of document.querySelectorAll('input:not([type=hidden]), select, textarea'))
    if (shown(node) && !node.labels.length && !node.ariaLabel && !node.hasAttribute('aria-labelledby'))
      say('no label', node);
  for (const node of document.querySelectorAll('a[href], button'))
    if (shown(node) && !named(node)) say('no name', node);
  for (const node of document.querySelectorAll('img:not([alt])')) say('no alternative', node);
  for (const node of document.querySelectorAll('[tabindex]')) if (node.tabIndex > 0) say('tabindex', node);
  for (const name of ['aria-describedby', 'aria-labelledby', 'aria-controls'])
    for (const node of document.querySelectorAll(`[${name}]`))
      for (const id of node.getAttribute(name).split(' ')) if (!document.getElementById(id)) say(`${name} ${id}`, node);
  const width = document.documentElement.clientWidth;
  const ours = 'html, body, main, .sheet, .room, .stream-area, #stream, .stream-inner';
  const clipped = (node) => {
    for (let each = node.parentElement; each && !each.matches(ours); each = each.parentElement)
      if (getComputedStyle(each).overflowX !== 'visible') return true;
    return false;
  };
  if (document.documentElement.scrollWidth > width) say('wider than the window');
  for (const node of document.querySelectorAll('main *'))
    if (shown(node) && node.getBoundingClientRect().right > width + 1 && !clipped(node)) say('sticks out', node);
  return found;
}"""

# Whether what has the focus looks different from when it has not.
FOCUS = """(selector) => {
  const look = (node) => { const s = getComputedStyle(node);
    return [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.borderColor, s.backgroundColor].join(); };
  const node = document.activeElement;
  if (node === document.body) return null;
  const around = [node, node.parentElement, node.closest('.composer-box, .search')].filter(Boolean);
  const focused = around.map(look);
  node.blur();
  const changed = around.some((each, n) => look(each) !== focused[n]);
  node.focus();
  return changed ? '' : node.outerHTML.slice(0, 160);
}"""
