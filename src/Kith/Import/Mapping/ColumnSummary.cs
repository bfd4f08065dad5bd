namespace Kith.Import.Mapping;

/// <summary>What a column holds, as the file tells it.</summary>
/// <param name="Name">The name, as it stands in the file.</param>
/// <param name="Samples">A few values, from the first rows that have one.</param>
/// <param name="Filled">How many rows have one.</param>
internal sealed record ColumnSummary(string Name, IReadOnlyList<string> Samples, long Filled);
