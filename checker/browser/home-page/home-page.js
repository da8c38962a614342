/** The page script of the start page: choosing a school there opens its answer on /check/. */

import { createCombobox } from "../finder/combobox.js";

createCombobox({ onSelect: ({ urn }) => location.assign(`check/#urn=${urn}`) });
