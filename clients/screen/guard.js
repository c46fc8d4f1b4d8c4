/* Before all else, in ES5: an engine that cannot run the app shows a page that says what to do. Nothing here may need a modern browser. */
(function () {
  function show(why, detail) {
    var box = document.getElementById("guard");
    if (window.tvStarted || !box) return;
    document.getElementById("guard-why").textContent = why;
    document.getElementById("guard-detail").textContent = detail + " · " + navigator.userAgent;
    box.removeAttribute("hidden");
    document.getElementById("app").style.display = "none";
  }
  var local = /^(localhost|127\.0\.0\.1|\[::1\])$/.test(location.hostname);
  if (location.protocol !== "https:" && !local) {
    window.tvRefused = true;
    show("Địa chỉ này không bảo mật. Hãy mở bằng địa chỉ bắt đầu bằng https://.", "http");
    return;
  }
  var missing = [];
  if (!("serviceWorker" in navigator)) missing.push("serviceWorker");
  if (!window.indexedDB) missing.push("indexedDB");
  if (!window.crypto || !window.crypto.subtle) missing.push("crypto");
  if (!window.fetch) missing.push("fetch");
  if (!window.AbortController) missing.push("AbortController");
  if (!("noModule" in document.createElement("script"))) missing.push("module");
  if (missing.length) {
    window.tvRefused = true;
    show("Trình duyệt của ti vi đã cũ hoặc đang ở chế độ riêng tư, không lưu được nội dung.", missing.join(" "));
    return;
  }
  window.onerror = function (text, file, line) {
    show("Chương trình không chạy được trên ti vi này.", text + " " + line);
  };
  setTimeout(function () {
    show("Chương trình chưa mở được. Hãy tắt ti vi, rút điện một phút rồi bật lại.", "timeout");
  }, 60000);
})();
