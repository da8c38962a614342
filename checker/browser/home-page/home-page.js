/** The page script of the start page: choosing a school there opens its answer on /check/. */

import { createCombobox, filesOfField } from "../finder/combobox.js";
import { createSchools, placeOf } from "../finder/school-data.js";

createCombobox({
  source: createSchools(filesOfField()),
  describe: placeOf,
  onSelect: ({ urn }) => location.assign(`check/#urn=${urn}`),
});
