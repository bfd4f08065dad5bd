using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Notes;
using Kith.People;

namespace Kith.Merging;

/// <summary>Something that is in a list of one of those who are merged, and shall not be in the survivor's.</summary>
/// <param name="Path">Where the client named it.</param>
/// <param name="Property">The list; <see cref="Notes"/> for a note.</param>
/// <param name="Text">The item, as the client named it; a link as its IRI.</param>
internal sealed record LeftOut(string Path, string Property, string Text)
{
    /// <summary>The name of the list that is not a property: what was written of a person.</summary>
    public static readonly string Notes = Note.OfPerson.Path;

    /// <summary>The note that is meant; null for an item of a property.</summary>
    public Guid? NoteId => Property == Notes ? Iri.IdOf(Text) : null;

    /// <summary>Reads what a body says of one list, or says what is wrong with it.</summary>
    /// <param name="list">The name of the list, and its items.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="reading">The circumstances.</param>
    public static IEnumerable<LeftOut> Read(JsonProperty list, string path, Reading reading)
    {
        var field = Person.Resource.Fields.FirstOrDefault(field => field.Name == list.Name && field is LinksField or PartsField && Union.IsChosen(field));
        if (field is null && list.Name != Notes)
        {
            reading.Refuse(path, "This is not a list of people that is united.", ViolationCodes.Choice);
            yield break;
        }
        if (!reading.IsArray(list.Value, path, PartsField.MaximumCount * MergeRequest.Everyone))
            yield break;
        foreach (var (index, item) in list.Value.EnumerateArray().Index())
        {
            var at = $"{path}[{index}]";
            if (item.ValueKind != JsonValueKind.String)
                reading.RefuseType(at, "string");
            else if (TextOf(field, item.GetString()!, reading) is { } text)
                yield return new LeftOut(at, list.Name, text);
            else
                reading.Refuse(at, $"Invalid IRI: expected {(field is LinksField links ? $"/{links.Target.Path}/{{id}}" : Vocabulary.ItemTemplate(Note.OfPerson))}.", ViolationCodes.Iri);
        }
    }

    /// <summary>Whether an item of a list is the one that is meant, in whatever spelling.</summary>
    /// <param name="field">The list.</param>
    /// <param name="item">One of its items.</param>
    /// <param name="country">The tenant's country, in which phone numbers are compared.</param>
    public bool Is(Field field, JsonNode item, string country) => field switch
    {
        LinksField => item.GetValue<string>() == Text,
        PartsField parts => parts.Parts.OfType<TextField>().Any(part => part.Identifier is { } kind && item[part.Name]?.GetValue<string>() is { } text
            && (text == Text || (kind.Normalize(text, country) is { } normal && normal == kind.Normalize(Text, country)))),
        _ => false,
    };

    /// <summary>The form in which items are compared; null when it is not the address of one.</summary>
    private static string? TextOf(Field? field, string text, Reading reading) => field switch
    {
        LinksField links => Iri.TryRead(text, links.Target, reading.Authority, out var target) ? Iri.Of(links.Target, target) : null,
        PartsField => text,
        _ => text.Length >= 36 && Iri.TryReadId(text.AsSpan(text.Length - 36), out var note) && (text.Length == 36 || IsAddress(text, note)) ? $"{note}" : null,
    };

    private static bool IsAddress(string text, Guid note) =>
        text.Split('/') is ["", var people, var person, var notes, _] && people == Person.Resource.Path && notes == Notes && Iri.TryReadId(person, out _) && text.EndsWith($"/{note}", StringComparison.OrdinalIgnoreCase);
}
