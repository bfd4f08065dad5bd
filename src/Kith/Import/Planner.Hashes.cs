using System.Numerics;

namespace Kith.Import;

internal sealed partial class Planner
{
    /// <summary>Rows that say nothing to recognise anybody by mean whom they meant when they were imported before.</summary>
    private async ValueTask MatchByHashAsync(IReadOnlyList<ReadRow> rows, Match[] matches)
    {
        var open = rows.Index().Where(row => matches[row.Index] == Match.None && !row.Item.Row.IsChosen)
            .GroupBy(row => Convert.ToHexString(row.Item.Row.Hash), row => row.Index).ToDictionary(same => same.Key, same => same.ToList());
        foreach (var some in open.Keys.Chunk(IdsPerStatement))
        {
            // Each is looked up by itself: SQLite would rather look through all rows than through an index for a list. What no row has fills up to a power of two, so that there are few statements to prepare.
            var asked = some.Select(Convert.FromHexString).Concat(Enumerable.Repeat<byte[]>([], (int)BitOperations.RoundUpToPowerOf2((uint)some.Length) - some.Length));
            var found = await session.ListAsync(Sql.Of($"select r.hash, r.person_id from (values ").AppendList(asked.Select(static hash => Sql.Of($"({hash})"))).Append($"""
                ) asked cross join import_rows r
                where r.tenant_id = {caller.Tenant} and r.state in ('created', 'updated', 'unchanged') and r.hash = asked.column1 order by r.import_id
                """),
                static row => (Hash: Convert.ToHexString(row.Bytes(0)), Person: row.IsNull(1) ? (Guid?)null : row.Id(1)));
            foreach (var (hash, person) in found.Where(row => row.Person is not null))
            {
                foreach (var index in open[hash])
                    matches[index] = new Match(person, ["the same row was imported before"], []);
            }
        }
    }
}
