using System.IO.Hashing;
using Kith.People;
using Kith.Resources;
using Kith.VCards;

namespace Kith.Export;

/// <summary><c>GET /people/{id}</c> with <c>Accept: text/vcard</c>: the person as a card, of version 4.0 or, where that is asked for, 3.0.</summary>
internal static class CardForm
{
    /// <summary>The form.</summary>
    public static OtherForm Of(Database database) => new(ExportFormat.Cards.MediaType, async (context, caller, person) =>
    {
        if (!CardVersions.Choose(context.Request).Succeeded(out var version, out var problem))
            return problem.ToAnswer();
        var card = await database.SnapshotAsync(session => PersonCard.WriteAsync(session, caller.Tenant, person, version), context.RequestAborted);
        return new Answer(200)
        {
            MediaType = ExportFormat.Cards.ContentType,
            // The names of what a person points at are in it, which change without the person.
            ETag = $"\"{person.Revision}-vcard{(version == VCardVersion.V40 ? 4 : 3)}.{XxHash3.HashToUInt64(card.Span):x16}\"",
            Body = card,
        };
    });

    /// <summary>Describes it.</summary>
    public static void Document(OpenApiDocument document) => document.AddForm(
        Vocabulary.ItemTemplate(Person.Resource), "GET", "With `Accept: text/vcard` the person is a vCard 4.0, with `Accept: text/vcard;version=3.0` one of 3.0.", ExportFormat.Cards.MediaType);
}
