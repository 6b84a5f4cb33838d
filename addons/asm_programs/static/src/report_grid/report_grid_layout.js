/** The tables in which the places of an indicator are drawn, and the order of cells. */

import { inputName } from "./report_grid_numbers";

// so many sites stand side by side; where there are more, each is a row
const BESIDE = 7;

export function makeTables(block, isNarrow) {
    const splits = new Set(
        block.places.map((place) =>
            JSON.stringify(place.groups.map((group) => group.axes))
        )
    );
    const isBeside = !isNarrow && splits.size === 1;
    const sets = isBeside ? [block.places] : block.places.map((place) => [place]);
    return sets.flatMap((places) => tablesOfPlaces(block, places));
}

function tablesOfPlaces(block, places) {
    const make = areRows(places) ? tableOfSites : tableBySite;
    const tables = [make(block, places)];
    for (const place of places) {
        for (const group of place.groups.filter(isCrossed)) {
            tables.push(tableCrossed(block, place, group, places.length > 1));
        }
    }
    // what hangs on the numbers of these places is shown below the last table of theirs
    tables.at(-1).endOf = places;
    return tables.map((table) => withMatrix(block, table));
}

function tableBySite(block, places) {
    const rows = [{ kind: "total", cells: slots(places, (p) => p.total) }];
    places[0].groups.forEach((group, index) => {
        if (isCrossed(group)) {
            return;
        }
        const [axis] = group.axes;
        rows.push({ kind: "group", label: axis.name });
        group.cells.forEach((cell, number) => {
            rows.push({
                kind: "part",
                label: axis.values[number][1],
                cells: slots(places, (p) => p.groups[index].cells[number]),
            });
        });
        rows.push({ kind: "rest", group: index });
    });
    return {
        kind: "sites",
        id: `${block.id}-${places.map((place) => place.site).join("_")}`,
        title: places.length > 1 ? "" : places[0].name,
        columns: places.map((place) => place.name),
        places,
        rows,
    };
}

function areRows(places) {
    const plain = places[0].groups.filter((group) => !isCrossed(group));
    const cells = 1 + plain.reduce((count, group) => count + group.cells.length, 0);
    return places.length > Math.max(BESIDE, cells);
}

/** Sites as rows: their totals, then each split with what it leaves. */
function tableOfSites(block, places) {
    const splits = [];
    let start = 1;
    places[0].groups.forEach((group, index) => {
        if (!isCrossed(group)) {
            const [axis] = group.axes;
            const labels = axis.values.map(([, name]) => name);
            splits.push({ name: axis.name, index, start, labels });
            start += labels.length;
        }
    });
    return {
        kind: "rows",
        id: `${block.id}-${places.map((place) => place.site).join("_")}`,
        title: "",
        columns: ["", ...splits.flatMap((split) => split.labels)],
        splits,
        places,
        rows: places.map((place) => ({
            kind: "place",
            label: place.name,
            place,
            cells: [
                { place, cell: place.total },
                ...splits.flatMap(({ index }) => slotsOfGroup(place, index)),
            ],
        })),
    };
}

function slotsOfGroup(place, index) {
    return place.groups[index].cells.map((cell) => ({ place, cell }));
}

function slots(places, cellOf) {
    return places.map((place) => ({ place, cell: cellOf(place) }));
}

function tableCrossed(block, place, group, isOfMany) {
    const [down, across, ...deeper] = group.axes;
    const cells = Object.fromEntries(group.cells.map((cell) => [cell.k, cell]));
    const rows = [];
    for (const fixed of combine(deeper)) {
        if (fixed.length) {
            const label = fixed.map(([, name]) => name).join(", ");
            rows.push({ kind: "group", label });
        }
        for (const value of down.values) {
            rows.push({
                kind: "part",
                label: value[1],
                cells: across.values.map((other) => ({
                    place,
                    cell: cells[keyOf([value, other, ...fixed])],
                })),
            });
        }
    }
    return {
        kind: "crossed",
        id: `${block.id}-${place.site}-x${place.groups.indexOf(group)}`,
        title: isOfMany ? place.name : "",
        axes: group.axes.map((axis) => axis.name),
        columns: across.values.map(([, name]) => name),
        place,
        group,
        rows,
    };
}

/** Number the rows that take input, and name the inputs in them. */
function withMatrix(block, table) {
    table.matrix = [];
    for (const row of table.rows) {
        if (row.cells) {
            row.index = table.matrix.length;
            row.names = row.cells.map(({ place, cell }) =>
                block.members.map((member) =>
                    inputName(member, place.line, place.site, cell.k)
                )
            );
            table.matrix.push(row.names.flat());
        }
    }
    return table;
}

function isCrossed(group) {
    return group.axes.length > 1;
}

function keyOf(values) {
    return values
        .map(([id]) => id)
        .sort((a, b) => a - b)
        .join(".");
}

function combine(axes) {
    return axes.reduce(
        (found, axis) =>
            found.flatMap((fixed) => axis.values.map((value) => [...fixed, value])),
        [[]]
    );
}
