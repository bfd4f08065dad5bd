namespace Kith.Import.Mapping;

/// <summary>What holds for all rows of a file.</summary>
/// <param name="Values">
/// Values by target, in the form of a cell: a single one is taken where the row says none, those of a list are added to each.
/// </param>
/// <param name="DateOrders">In which order a column writes day and month, by the column's name, where its cells alone do not say.</param>
internal sealed record FileDefaults(IReadOnlyDictionary<string, string> Values, IReadOnlyDictionary<string, DateOrder> DateOrders)
{
    public static readonly FileDefaults None = new(new Dictionary<string, string>(), new Dictionary<string, DateOrder>());

    /// <summary>The same with the orders that the samples of the columns settle, where none was said.</summary>
    public FileDefaults SettledBy(IEnumerable<ColumnSummary> columns)
    {
        var orders = new Dictionary<string, DateOrder>(DateOrders);
        foreach (var column in columns)
        {
            if (Dates.OrderOf(column.Samples) is { } order)
                orders.TryAdd(column.Name, order);
        }
        return this with { DateOrders = orders };
    }
}
