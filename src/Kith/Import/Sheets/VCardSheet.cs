using System.Runtime.CompilerServices;
using System.Text;
using Kith.VCards;

namespace Kith.Import.Sheets;

/// <summary>
/// A file of vCards as a table: a row for each card, a column for each kind of value that any of them has. The file is read twice, for its
/// columns and for its rows.
/// </summary>
internal sealed class VCardSheet : ISheet
{
    /// <summary>More kinds of values than this are no table that anybody could look at.</summary>
    public const int MaxColumns = 1_000;

    private readonly Stream stream;
    private readonly long start;
    private readonly VCardReadOptions options;
    private readonly Dictionary<string, int> places;

    private VCardSheet(Stream stream, long start, VCardReadOptions options, string encoding, IReadOnlyList<string> columns)
    {
        (this.stream, this.start, this.options, Columns) = (stream, start, options, columns);
        Format = new("text/vcard", encoding, Delimiter: null, Sheet: null);
        places = columns.Index().ToDictionary(column => column.Item, column => column.Index);
    }

    public SheetFormat Format { get; }

    public IReadOnlyList<string> Columns { get; }

    /// <summary>Finds the columns.</summary>
    /// <param name="stream">The file, seekable, from where it stands; it is closed with the sheet, unless there is a problem.</param>
    /// <param name="undeclared">The encoding of what neither declares one nor is UTF-8, if the caller has an idea of it; else windows-1252.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async Task<Outcome<VCardSheet>> OpenAsync(Stream stream, Encoding? undeclared, CancellationToken cancellation)
    {
        var beginning = stream.Position;
        var reading = undeclared is null ? new VCardReadOptions() : new VCardReadOptions { Undeclared = undeclared };
        var reader = new VCardReader(stream, reading);
        var columns = new Dictionary<string, VCardColumn>();
        var error = default(VCardError);
        var hasCards = false;
        await foreach (var outcome in reader.ReadAsync(cancellation))
        {
            if (!outcome.Succeeded(out var card, out var failure))
            {
                error ??= failure;
                continue;
            }
            hasCards = true;
            foreach (var (column, _) in VCardCells.Of(card))
                if (columns.TryAdd(column.Name, column) && columns.Count > MaxColumns)
                    return Problem.Unprocessable("file", $"The cards up to card {outcome.Number} have more than {MaxColumns} kinds of values.", ViolationCodes.TooMany) with { Extensions = SheetProblem.At(outcome.Number) };
        }
        if (!hasCards)
            return error is null ? SheetProblem.Broken("There is no vCard in the file.") : SheetProblem.BrokenCard(error);
        var sorted = columns.Values.ToList();
        sorted.Sort(VCardColumn.Compare);
        return new VCardSheet(stream, beginning, reading, reader.Encoding.WebName, [.. sorted.Select(column => column.Name)]);
    }

    public async IAsyncEnumerable<Outcome<SheetRow>> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        stream.Position = start;
        await foreach (var outcome in new VCardReader(stream, options).ReadAsync(cancellation))
        {
            if (!outcome.Succeeded(out var card, out var error))
            {
                // A card that is left out unseen would be worse than none.
                yield return SheetProblem.BrokenCard(error);
                yield break;
            }
            var cells = new string?[Columns.Count];
            foreach (var (column, text) in VCardCells.Of(card))
                cells[places[column.Name]] = text;
            yield return new SheetRow(outcome.Number, cells);
        }
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();
}
