namespace Kith.Import.Mapping;

/// <summary>What the name of a column says that is in it.</summary>
/// <param name="Target">The name of a target.</param>
/// <param name="Confidence">How sure it is: 1 for what has one meaning.</param>
internal sealed record HeaderMeaning(string Target, double Confidence)
{
    /// <summary>The number in it; 0 when there is none.</summary>
    public int Number { get; init; }

    /// <summary>Whose address it is a part of; null for what is none.</summary>
    public string? Group { get; init; }

    /// <summary>Which address comes first; the lower the better.</summary>
    public int Rank { get; init; }

    /// <summary>Whether it is added to another part: a house number, the second line of a street.</summary>
    public bool IsExtension { get; init; }

    /// <summary>The column that it is the label of, where it says so by its name.</summary>
    public string? Of { get; init; }

    /// <summary>A word that means one thing beside some columns and another beside others.</summary>
    public Ambiguity Ambiguity { get; init; }
}

/// <summary>Words with more than one meaning.</summary>
internal enum Ambiguity
{
    /// <summary>It has one.</summary>
    None,
    /// <summary>The whole name; or the family name beside a given name, or the given name beside a family name.</summary>
    Name,
    /// <summary>What somebody does; or how somebody is addressed.</summary>
    Title,
}
