using System.Runtime.CompilerServices;

namespace Kith.Import.Sheets;

/// <summary>The rows of a file with the names of their columns: each as wide as the table.</summary>
internal sealed class Table : ISheet
{
    /// <summary>How many rows are looked at to find the header and how wide the table is.</summary>
    private const int Preview = 50;

    private readonly IRows _rows;
    private readonly List<SheetRow> _preview;
    private readonly Problem? _problem;
    private bool _read;

    private Table(SheetFormat format, IRows rows, List<SheetRow> preview, Problem? problem, IReadOnlyList<string> columns)
    {
        Format = format;
        Columns = columns;
        _rows = rows;
        _preview = preview;
        _problem = problem;
    }

    public SheetFormat Format { get; }

    public IReadOnlyList<string> Columns { get; }

    /// <summary>The table that rows make; disposes of them, whatever comes of it.</summary>
    /// <param name="format">What the file is.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="options">What is known about the header.</param>
    /// <param name="delimited">Whether the header says how wide the table is; in a worksheet nothing stands behind its last name, whether the column has a name or not.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async ValueTask<Outcome<ISheet>> OpenAsync(SheetFormat format, IRows rows, SheetOptions options, bool delimited, CancellationToken cancellation)
    {
        var preview = new List<SheetRow>(Preview);
        Problem? problem = null;
        var more = true;
        while (more && preview.Count < Preview)
        {
            more = (await rows.NextAsync(cancellation)).Succeeded(out var row, out problem) && row is not null;
            if (more)
                preview.Add(row!);
        }
        if (preview.Count == 0)
        {
            await rows.DisposeAsync();
            return problem ?? SheetProblem.Broken(format.Sheet is { } sheet ? $"The worksheet \"{sheet}\" is empty." : "The file is empty.");
        }
        var header = Header.Find(preview, options.HasHeader);
        var body = preview.Skip(header ?? 0);
        var width = delimited && header is not null ? preview[header.Value].Cells.Count : body.Max(static row => row.Cells.Count);
        var columns = Header.Names(header is { } at ? preview[at].Cells : null, width);
        preview.RemoveRange(0, header + 1 ?? 0);
        return new Table(format, rows, preview, problem, columns);
    }

    public async IAsyncEnumerable<Outcome<SheetRow>> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        if (_read)
            throw new InvalidOperationException("A sheet is read once.");
        _read = true;
        var count = 0L;
        var problem = _problem;
        foreach (var row in _preview)
        {
            var outcome = Fit(row, ++count);
            yield return outcome;
            if (!outcome.Succeeded(out _, out _))
                yield break;
        }
        _preview.Clear();
        while (problem is null && (await _rows.NextAsync(cancellation)).Succeeded(out var next, out problem))
        {
            if (next is null)
                yield break;
            if (Fit(next, ++count).Succeeded(out var row, out problem))
                yield return row;
        }
        yield return problem!;
    }

    public ValueTask DisposeAsync() => _rows.DisposeAsync();

    private Outcome<SheetRow> Fit(SheetRow row, long count)
    {
        if (count > SheetLimits.Rows)
            return SheetProblem.TooManyRows();
        var filled = row.Cells.Count;
        while (filled > Columns.Count && string.IsNullOrWhiteSpace(row.Cells[filled - 1]))
            filled--;
        if (filled > Columns.Count)
            return SheetProblem.Broken(row.Number, $"There are {filled} cells for {Columns.Count} columns. Is a quote or a delimiter missing?", ViolationCodes.TooMany);
        if (row.Cells.Count == Columns.Count)
            return row;
        var cells = new string?[Columns.Count];
        for (var column = 0; column < Math.Min(cells.Length, row.Cells.Count); column++)
            cells[column] = row.Cells[column];
        return row with { Cells = cells };
    }
}
