// What a reader chose on this device. Storage may be forbidden or full: then it is forgotten.
export function recall(key) {
  try {
    return localStorage.getItem(`seodang.${key}`);
  } catch {
    return null;
  }
}

export function remember(key, value) {
  try {
    localStorage.setItem(`seodang.${key}`, value);
  } catch {
    // Nothing is lost but the choice.
  }
}
