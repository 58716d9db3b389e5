// xterm.js writes its theme into <style> elements, which the page's Content-Security-Policy forbids.
// The same rules in a constructed style sheet are allowed: a document whose <style> elements hand
// what is written into them over to one.
export function styledDocument() {
  return new Proxy(document, {
    get(target, name) {
      if (name === 'createElement') return createElement;
      const value = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
    set: (target, name, value) => Reflect.set(target, name, value, target),
  });
}

function createElement(tag, options) {
  const element = document.createElement(tag, options);
  if (String(tag).toLowerCase() !== 'style') return element;
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
