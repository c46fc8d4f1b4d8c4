/* What a page of the screen must keep, looked at from outside: contrast as drawn, and ways by arrow keys to everything. */
(function () {
  var DIM = 7;
  function channel(v) {
    v /= 255;
    return v <= 0.03928 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4);
  }
  function light(c) {
    return 0.2126 * channel(c[0]) + 0.7152 * channel(c[1]) + 0.0722 * channel(c[2]);
  }
  function colour(text) {
    var n = (text.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number);
    return [n[0], n[1], n[2], n.length > 3 ? n[3] : 1];
  }
  function mixed(above, below) {
    var a = above[3];
    return [0, 1, 2].map(function (i) { return above[i] * a + below[i] * (1 - a); }).concat(1);
  }
  /** The colour behind an element: its own and its parents' backgrounds laid over one another. */
  function behind(one) {
    var layers = [];
    for (var at = one; at; at = at.parentElement) {
      var c = colour(getComputedStyle(at).backgroundColor);
      if (c[3] > 0) layers.push(c);
      if (c[3] === 1) break;
    }
    var found = [255, 255, 255, 1];
    layers.reverse().forEach(function (c) { found = mixed(c, found); });
    return found;
  }
  function opacity(one) {
    var found = 1;
    for (var at = one; at; at = at.parentElement) found *= parseFloat(getComputedStyle(at).opacity);
    return found;
  }
  function name(one) {
    return one.tagName.toLowerCase() + "#" + one.id + "." + one.getAttribute("class") + " \"" + (one.textContent || "").slice(0, 30) + "\"";
  }
  /** Words with less than seven to one. Inside a QR code nobody reads. */
  window.contrastFaults = function () {
    var wrong = [];
    Array.prototype.forEach.call(document.body.querySelectorAll("*"), function (one) {
      var own = Array.prototype.some.call(one.childNodes, function (node) { return node.nodeType === 3 && node.textContent.trim(); });
      if (!own || one.offsetParent === null || getComputedStyle(one).visibility === "hidden") return;
      var back = behind(one), front = colour(getComputedStyle(one).color);
      front[3] *= opacity(one);
      var a = light(mixed(front, back)), b = light(back), ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      if (ratio < DIM - 0.005) wrong.push("contrast " + ratio.toFixed(1) + ": " + name(one));
    });
    return wrong;
  };
  function press(code) {
    var event = new KeyboardEvent("keydown", { bubbles: true, cancelable: true, keyCode: code, which: code });
    document.dispatchEvent(event);
  }
  function scope() {
    var over = document.querySelector(".t-over");
    return over && !over.hidden ? over : document.querySelector("main");
  }
  function all() {
    return Array.prototype.filter.call(scope().querySelectorAll("button"), function (one) {
      return one.getAttribute("aria-disabled") !== "true" && one.offsetParent !== null;
    });
  }
  /** Ids of what the arrow keys do not lead to from where the focus is now; the focus comes back to its place. */
  window.notReached = function () {
    var start = document.activeElement && document.activeElement.id, todo = [start], seen = {};
    seen[start] = 1;
    if (!start || !document.getElementById(start) || !scope().contains(document.activeElement)) return ["no focus"];
    while (todo.length) {
      var from = todo.pop();
      [37, 38, 39, 40].forEach(function (code) {
        var element = document.getElementById(from);
        if (!element) return;
        element.focus();
        press(code);
        var now = document.activeElement.id;
        if (now && !seen[now]) {
          seen[now] = 1;
          todo.push(now);
        }
      });
    }
    if (document.getElementById(start)) document.getElementById(start).focus();
    return all().filter(function (one) { return !seen[one.id]; }).map(name);
  };
})();
