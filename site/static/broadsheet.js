// What the pages do beyond being read: everything here may fail or be off, and all stays readable.

import { registerOffline } from "./offline.js";
import { offerFollowing } from "./follow.js";
import { listenForKeys } from "./keys.js";
import { markStories } from "./marks.js";

listenForKeys();
markStories();
offerFollowing();
registerOffline();

if (document.getElementById("search")) import("./search.js");
if (document.getElementById("yours")) import("./yours.js");
