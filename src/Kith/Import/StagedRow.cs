using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Import.Sheets;

namespace Kith.Import;

/// <summary>A row of a file as it is kept.</summary>
/// <param name="Number">Its number in the file.</param>
/// <param name="Cells">Its cells.</param>
/// <param name="State">One of <see cref="RowStates"/>.</param>
/// <param name="Detail">What changes, or what is wrong; null where there is nothing to say.</param>
/// <param name="Person">Whom it is about.</param>
/// <param name="IsChosen">Whether somebody said who that is, or, given nobody, that it is somebody new.</param>
/// <param name="Hash">What tells whether a row says the same as another one (<see cref="HashOf"/>).</param>
internal sealed record StagedRow(long Number, IReadOnlyList<string?> Cells, string State, JsonObject? Detail, Guid? Person, bool IsChosen, byte[] Hash)
{
    private const int HashLength = 16;

    /// <summary>The columns that <see cref="Read"/> reads.</summary>
    public const string Selected = "row_number, cells, state, detail, person_id, is_chosen, hash";

    public static StagedRow Read(Row row) => new(
        row.Long(0), CellsOf(row.Bytes(1)), row.Text(2), row.IsNull(3) ? null : Json.ParseStored(row.Bytes(3)), row.IsNull(4) ? null : row.Id(4), row.Long(5) != 0, row.Bytes(6));

    /// <summary>What tells whether a row says the same as another one: its columns and cells.</summary>
    public static byte[] HashOf(IReadOnlyList<string> columns, IReadOnlyList<string?> cells)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (index, cell) in cells.Index())
        {
            if (string.IsNullOrEmpty(cell))
                continue;
            hash.AppendData(Encoding.UTF8.GetBytes($"{columns[index]}\n{cell}\0"));
        }
        return hash.GetHashAndReset()[..HashLength];
    }

    /// <summary>Cells as they are kept.</summary>
    public static string TextOf(IReadOnlyList<string?> cells) => Encoding.UTF8.GetString(Json.Bytes(new JsonArray([.. cells.Select(cell => (JsonNode?)cell)])));

    /// <summary>The row as its file has it.</summary>
    public SheetRow Sheet => new(Number, Cells);

    /// <summary>Cells as they were kept.</summary>
    public static List<string?> CellsOf(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text);
        var cells = new List<string?>();
        for (reader.Read(); reader.Read() && reader.TokenType != JsonTokenType.EndArray;)
            cells.Add(reader.GetString());
        return cells;
    }
}

/// <summary>What becomes of a row, and what became of it.</summary>
internal static class RowStates
{
    /// <summary>Nobody has looked at it yet.</summary>
    public const string Staged = "staged";

    /// <summary>What a preview says.</summary>
    public const string Create = "create", Update = "update", Same = "same", Duplicate = "duplicate";

    /// <summary>What stays undone, in a preview and after a run: it may mean several people, cannot be understood, is not wanted, was dropped by hand.</summary>
    public const string Conflict = "conflict", Error = "error", Skipped = "skipped", Dropped = "dropped";

    /// <summary>What a run did.</summary>
    public const string Created = "created", Updated = "updated", Unchanged = "unchanged";

    public static readonly IReadOnlyList<string> All = [Staged, Create, Update, Same, Duplicate, Conflict, Error, Skipped, Dropped, Created, Updated, Unchanged];

    /// <summary>Those of rows that wait for somebody to do something about them.</summary>
    public static readonly IReadOnlyList<string> Failed = [Conflict, Error];

    /// <summary>Those of rows that a run is done with.</summary>
    public static readonly IReadOnlyList<string> Finished = [Created, Updated, Unchanged];

    /// <summary>Those of rows that a run would take.</summary>
    public static readonly IReadOnlyList<string> Wanted = [Staged, Create, Update, Same, Duplicate];

    /// <summary>States as they are listed in a statement.</summary>
    public static IEnumerable<Sql> Listed(IEnumerable<string> states) => states.Select(static state => Sql.Of($"{state}"));
}
