using Kith.Export;
using Kith.People;

namespace Kith.Import.Mapping;

/// <summary>How files that were exported here are told from others: by the ids that they have of people, each in its way.</summary>
internal static class ExportedId
{
    /// <summary>What is in a card and says nothing to the server that made it.</summary>
    private static readonly string[] OfCard = ["PRODID", "FN", "CREATED", "REV", "VERSION"];

    private static readonly HashSet<string> SaidByServer =
    [
        .. Person.Resource.Fields.Where(static field => field.Direction == Direction.ReadOnly)
            .SelectMany(static field => (string[])[field.Name, SheetLayout.Words(field.Name), PersonCard.OwnPrefix + field.Name.ToUpperInvariant()]),
        .. OfCard,
        ExportRequest.Id,
        "@type",
    ];

    /// <summary>Reads an id as one of the forms has it: bare, as an IRI, as the UID of a card.</summary>
    public static bool TryRead(string text, out Guid id) =>
        Iri.TryReadId(text.StartsWith(PersonCard.IdPrefix, StringComparison.Ordinal) ? text[PersonCard.IdPrefix.Length..] : text, out id) || Iri.TryRead(text, Person.Resource, "", out id);

    /// <summary>Whether a column has what the server alone says: when something last changed, and the like.</summary>
    public static bool IsSaidByServer(string column) => SaidByServer.Contains(column);

    /// <summary>The property that a card has under a name of our own; null where it has none.</summary>
    public static string? PropertyOf(string name) => name.StartsWith(PersonCard.OwnPrefix, StringComparison.OrdinalIgnoreCase)
        ? Target.All.FirstOrDefault(target => target.Name.Equals(name[PersonCard.OwnPrefix.Length..], StringComparison.OrdinalIgnoreCase))?.Name
        : null;

    /// <summary>The column of the ids in a table of cards that were made here; null where others made any.</summary>
    public static string? OfCards(IReadOnlyList<ColumnSummary> columns) =>
        columns.FirstOrDefault(static column => column.Name == "PRODID") is { Samples: [PersonCard.Maker] }
        && columns.FirstOrDefault(static column => column.Name == "UID") is { Samples: [_, ..] } uid && uid.Samples.All(static text => TryRead(text, out _))
            ? uid.Name
            : null;
}
