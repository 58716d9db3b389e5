// xterm.js writes its theme into <style> elements, which the page's Content-Security-Policy forbids.
// The same rules in a constructed style sheet are allowed: in the place of a <style> element it gets
// an inert one (build.mjs sees to that) which hands what is written into it over to such a sheet.
export function styleElement() {
  const element = document.createElement('template');
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  let text = '';
  Object.defineProperty(element, 'textContent', {
    get: () => text,
    set(rules) {
      text = rules;
      sheet.replaceSync(rules);
    },
  });
  const remove = element.remove.bind(element);
  element.remove = () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
    remove();
  };
  return element;
}
