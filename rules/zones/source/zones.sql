-- zones.sql: lines.geojson to the zones of the policy, for `make zones` (sqlite3 with SpatiaLite).
-- Distances are metres in UTM zone 36 north, whose scale is true to 0.05 % here.
.load mod_spatialite
.output /dev/null
SELECT InitSpatialMetaDataFull(1, 'WGS84');
.output

CREATE TEMP TABLE line AS
SELECT json_extract(value, '$.properties.name') AS name,
       ST_Transform(SetSRID(GeomFromGeoJSON(json_extract(value, '$.geometry')), 4326), 32636) AS shape
FROM json_each(readfile('rules/zones/source/lines.geojson'), '$.features');

-- What the lines enclose: the area of separation, and the ground on either side of it.
CREATE TEMP TABLE ground AS
SELECT column1 AS side, (SELECT ST_BuildArea(ST_Collect(shape)) FROM line
                         WHERE name IN (column2, column3, column4, column5)) AS shape
FROM (VALUES
  (NULL, 'line A', 'line B', 'Lebanon, along the area of separation', 'Jordan, along the area of separation'),
  ('A', 'line A', 'Lebanon, west', 'Jordan, west', 'frame, west'),
  ('B', 'line B', 'Lebanon, east', 'Jordan, east', 'frame, east'));

-- What lies within so many kilometres of a line: arcs drawn to 8 m, then no bend kept that moves the edge by
-- less than 10 m. Neighbouring strips share these edges, so none overlaps the next or leaves a gap.
CREATE TEMP TABLE reach AS
SELECT substr(name, 6) AS side, column1 AS km,
       ST_SimplifyPreserveTopology(ST_Buffer(shape, 1000 * column1, 32), 10) AS shape
FROM line, (VALUES (10), (20), (25)) WHERE name IN ('line A', 'line B');

CREATE TEMP TABLE zone AS
SELECT 'AOS' AS name, 'area of separation' AS about, shape FROM ground WHERE side IS NULL
UNION ALL
SELECT 'AOL-' || side || '-' || to_km,
       'area of limitation, ' || from_km || ' to ' || to_km || ' km from line ' || side,
       CASE from_km WHEN 0 THEN near
       ELSE ST_Difference(near, (SELECT shape FROM reach WHERE reach.side = strip.side AND km = from_km)) END
FROM (SELECT ground.side, column1 AS from_km, column2 AS to_km,
             ST_Intersection(reach.shape, ground.shape) AS near
      FROM (VALUES (0, 10), (10, 20), (20, 25))
           JOIN reach ON km = column2 JOIN ground ON ground.side = reach.side) AS strip;

-- One file a zone, one position a line, to the sixth decimal (a decimetre).
SELECT printf('%-9s %4d positions %7.1f km2', name, ST_NPoints(shape), ST_Area(shape) / 1e6)
FROM zone
WHERE ST_IsValid(shape) AND
      writefile('rules/zones/' || lower(name) || '.geojson',
                '{"type": "Feature",' || char(10) ||
                '"properties": {"name": "' || name || '", "about": "' || about || '"},' || char(10) ||
                '"geometry": ' || replace(AsGeoJSON(ST_ForcePolygonCCW(ST_Transform(shape, 4326)), 6),
                                          '],[', '],' || char(10) || '[') || '}' || char(10));
