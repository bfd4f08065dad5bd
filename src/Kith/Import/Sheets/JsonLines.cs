using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Kith.Export.Sheets;

namespace Kith.Import.Sheets;

/// <summary>
/// A file of JSON objects, one to a line, as a table: a column for each property that any of them has. Of an object within, each property
/// has a column (address.city), of a list of objects each property of each of them (phoneNumbers.phoneType 2). The file is read twice,
/// for its columns and for its rows.
/// </summary>
internal sealed class JsonLines : ISheet
{
    public const string MediaType = "application/jsonl";

    /// <summary>The property of an IRI in JSON-LD.</summary>
    public const string Id = "@id";

    /// <summary>In bytes: nobody has so much to say of a person.</summary>
    private const int LongestLine = 8 * 1024 * 1024;

    private readonly Stream _stream;
    private readonly int _start;
    private readonly Dictionary<string, int> _places = [];

    private JsonLines(Stream stream, int start) => (_stream, _start) = (stream, start);

    public SheetFormat Format { get; } = new(MediaType, "utf-8", Delimiter: null, Sheet: null);

    public IReadOnlyList<string> Columns => [.. _places.Keys];

    /// <summary>Whether the beginning of a text is an object in one line.</summary>
    public static bool Is(ReadOnlySpan<char> start)
    {
        if (start.IsEmpty || start[0] != '{')
            return false;
        var end = start.IndexOf('\n');
        // Of a very long first line the beginning must do.
        return end < 0 || start[..end].TrimEnd()[^1] == '}';
    }

    /// <summary>Finds the columns.</summary>
    /// <param name="stream">The file, seekable; it stays open.</param>
    /// <param name="start">Where its text begins.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async ValueTask<Outcome<ISheet>> OpenAsync(Stream stream, int start, CancellationToken cancellation)
    {
        var lines = new JsonLines(stream, start);
        await foreach (var outcome in lines.ObjectsAsync(cancellation))
        {
            if (!outcome.Succeeded(out var line, out var problem))
                return problem;
            foreach (var (column, _) in CellsOf(line.Object).Where(static cell => cell.Text.Length > 0))
            {
                if (lines._places.TryAdd(column, lines._places.Count) && lines._places.Count > SheetLimits.Columns)
                    return SheetProblem.Broken(line.Number, $"There are more than {SheetLimits.Columns:N0} kinds of values.", ViolationCodes.TooMany);
            }
        }
        return lines;
    }

    public async IAsyncEnumerable<Outcome<SheetRow>> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var outcome in ObjectsAsync(cancellation))
        {
            if (!outcome.Succeeded(out var line, out var problem))
            {
                yield return problem;
                yield break;
            }
            var cells = new string?[_places.Count];
            foreach (var (column, text) in CellsOf(line.Object).Where(static cell => cell.Text.Length > 0))
                cells[_places[column]] = text;
            if (Array.Exists(cells, static cell => cell?.Length > SheetLimits.Cell))
            {
                yield return SheetProblem.TooLongCell(line.Number);
                yield break;
            }
            yield return new SheetRow(line.Number, cells);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async IAsyncEnumerable<Outcome<(long Number, JsonElement Object)>> ObjectsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        _stream.Position = _start;
        var reader = PipeReader.Create(_stream, new StreamPipeReaderOptions(leaveOpen: true));
        var number = 0L;
        while (true)
        {
            var read = await reader.ReadAsync(cancellation);
            var rest = read.Buffer;
            while (TakeLine(ref rest, read.IsCompleted, out var line))
            {
                if (++number > SheetLimits.Rows)
                {
                    yield return SheetProblem.TooManyRows();
                    yield break;
                }
                if (IsBlank(line))
                    continue;
                var outcome = Parse(line, number);
                yield return outcome;
                if (outcome.Problem is not null)
                    yield break;
            }
            if (rest.Length > LongestLine)
            {
                yield return SheetProblem.Broken(number + 1, $"The line is longer than {LongestLine:N0} bytes.", ViolationCodes.TooLong);
                yield break;
            }
            reader.AdvanceTo(rest.Start, rest.End);
            if (read.IsCompleted)
                yield break;
        }
    }

    private static bool TakeLine(ref ReadOnlySequence<byte> rest, bool isEnd, out ReadOnlySequence<byte> line)
    {
        if (rest.PositionOf((byte)'\n') is { } end)
        {
            line = rest.Slice(0, end);
            rest = rest.Slice(rest.GetPosition(1, end));
            return true;
        }
        line = rest;
        if (!isEnd || rest.IsEmpty)
            return false;
        rest = rest.Slice(rest.End);
        return true;
    }

    private static bool IsBlank(ReadOnlySequence<byte> line)
    {
        foreach (var part in line)
        {
            if (part.Span.ContainsAnyExcept(" \t\r"u8))
                return false;
        }
        return true;
    }

    private static Outcome<(long Number, JsonElement Object)> Parse(ReadOnlySequence<byte> line, long number)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? (number, document.RootElement.Clone())
                : SheetProblem.Broken(number, "The line is no JSON object.");
        }
        catch (JsonException exception)
        {
            return SheetProblem.Broken(number, $"The line is not valid JSON, from byte {exception.BytePositionInLine + 1} on.");
        }
    }

    private static IEnumerable<(string Column, string Text)> CellsOf(JsonElement line)
    {
        foreach (var property in line.EnumerateObject())
        {
            switch (property.Value.ValueKind)
            {
                case JsonValueKind.Object:
                    foreach (var part in property.Value.EnumerateObject())
                        yield return ($"{property.Name}.{part.Name}", TextOf(part.Value));
                    break;
                case JsonValueKind.Array when property.Value.EnumerateArray().Any(static item => item.ValueKind == JsonValueKind.Object):
                    foreach (var (index, item) in property.Value.EnumerateArray().Index())
                    {
                        var suffix = index == 0 ? "" : $" {index + 1}";
                        if (item.ValueKind != JsonValueKind.Object)
                            yield return ($"{property.Name}{suffix}", TextOf(item));
                        else
                            foreach (var part in item.EnumerateObject())
                                yield return ($"{property.Name}.{part.Name}{suffix}", TextOf(part.Value));
                    }
                    break;
                default:
                    yield return (property.Name, TextOf(property.Value));
                    break;
            }
        }
    }

    private static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Null => "",
        JsonValueKind.Array when value.EnumerateArray().All(static item => item.ValueKind == JsonValueKind.String) =>
            NamesInCell.Join(value.EnumerateArray().Select(static item => item.GetString()!), NamesInCell.SeparatorsOf("")),
        _ => value.GetRawText(),
    };
}
