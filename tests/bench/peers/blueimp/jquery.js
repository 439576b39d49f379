// Bootstrap 3 looks for jQuery on the window.
import jQuery from "jquery";

window.jQuery = window.$ = jQuery;
