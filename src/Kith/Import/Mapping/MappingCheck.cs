namespace Kith.Import.Mapping;

/// <summary>Whether mappings that somebody made make sense.</summary>
internal static class MappingCheck
{
    /// <summary>What is wrong with mappings of these columns, by column; empty when nothing is.</summary>
    public static IReadOnlyList<CellProblem> ProblemsOf(IReadOnlyList<string> columns, IReadOnlyDictionary<string, ColumnMapping> mappings)
    {
        var known = columns.ToHashSet(StringComparer.Ordinal);
        return [.. from entry in mappings
                   let message = known.Contains(entry.Key) ? MessageOf(entry.Key, entry.Value, mappings) : "The file has no such column."
                   where message is not null
                   select new CellProblem(entry.Key, message)];
    }

    private static string? MessageOf(string column, ColumnMapping mapping, IReadOnlyDictionary<string, ColumnMapping> mappings)
    {
        if (Target.Named(mapping.Target) is not { } target)
            return $"There is no target “{mapping.Target}”. It should be one of {string.Join(", ", Target.All.Select(static each => each.Name))}.";
        if (!target.Modes.Contains(mapping.Mode))
            return $"“{target.Name}” does not take the mode {Word(mapping.Mode)}. It should be one of {string.Join(", ", target.Modes.Select(Word))}.";
        if (mapping.Mode == ColumnMode.Skip)
            return null;
        var other = mapping.Of is { } of && of != column ? mappings.GetValueOrDefault(of) : null;
        return target.Kind switch
        {
            TargetKind.PhoneType when other is not { Target: Target.PhoneNumbers, Mode: not ColumnMode.Skip } =>
                $"“{target.Name}” belongs to a column that becomes “{Target.PhoneNumbers}”: say which one.",
            TargetKind.PhoneType => null,
            _ when mapping.Of is null => null,
            TargetKind.Text when target.Name == Target.Street && other is { Target: Target.Street, Mode: not ColumnMode.Skip, Of: null } => null,
            TargetKind.Text when target.Name == Target.Street => $"This column belongs to one that becomes “{Target.Street}”: say which one.",
            _ => $"“{target.Name}” belongs to no other column.",
        };
    }

    private static string Word(ColumnMode mode) => mode switch
    {
        ColumnMode.Skip => "skip",
        ColumnMode.Fill => "fill",
        ColumnMode.Overwrite => "overwrite",
        _ => "append",
    };
}
