using System.Buffers;
using System.Text.Json;
using Kith.Export.Sheets;
using Kith.Identity;
using Kith.People;
using Kith.VCards;

namespace Kith.Export;

/// <summary>
/// A person as a vCard (RFC 6350). What vCard has no property for is there under a name of our own, X-KITH- and the name of the property,
/// with the text that a sheet has in its cell.
/// </summary>
/// <param name="columns">The properties that are asked for.</param>
/// <param name="linked">What people point at.</param>
internal sealed class PersonCard(IReadOnlyList<string> columns, Linked linked)
{
    /// <summary>The property that is a picture.</summary>
    public const string Picture = "avatar";

    /// <summary>Who made the card: whoever reads it knows that its values are exact.</summary>
    public const string Maker = "-//Kith//Kith//EN";

    /// <summary>How ids are written (RFC 9562).</summary>
    public const string IdPrefix = "urn:uuid:";

    /// <summary>How the names of properties of our own begin.</summary>
    public const string OwnPrefix = "X-KITH-";

    /// <summary>The kinds of phone numbers as vCards call them; "other" is no kind of RFC 6350, but what telephones write.</summary>
    private static readonly Dictionary<string, string> PhoneTypes = new() { ["mobile"] = "cell" };

    private static readonly string[] NameParts = ["familyName", "givenName", "additionalName", "honorificPrefix"];

    private static readonly string[] AddressParts = ["", "", "street", "city", "", "postalCode", "country"];

    /// <summary>The card of a person with all that is known of them, as it is written.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>> WriteAsync(Session session, long tenant, Stored person, VCardVersion version)
    {
        var columns = ExportRequest.ColumnsOf(ExportFormat.Cards);
        var linked = new Linked(session, tenant, columns);
        using var document = JsonDocument.Parse(person.Document);
        await linked.LookUpAsync([document.RootElement], CancellationToken.None);
        var bytes = new ArrayBufferWriter<byte>();
        VCardWriter.Write(bytes, await new PersonCard(columns, linked).OfAsync(document.RootElement), version);
        return bytes.WrittenMemory;
    }

    /// <summary>The card of a person.</summary>
    public async ValueTask<VCard> OfAsync(JsonElement person)
    {
        var properties = new List<VCardProperty> { new("PRODID", Maker) };
        Name(properties, person);
        foreach (var name in columns)
        {
            if (name == Picture)
            {
                if (await linked.PictureAsync(person) is var (mediaType, content))
                    properties.Add(VCardProperty.OfBinary("PHOTO", content, mediaType));
            }
            else if (!NameParts.Contains(name))
            {
                Add(properties, person, name);
            }
        }
        return new VCard(VCardVersion.V40, properties);
    }

    private void Name(List<VCardProperty> properties, JsonElement person)
    {
        string? Part(string name) => columns.Contains(name) ? SheetLayout.TextOf(person, name) : null;
        var shown = string.Join(' ', new[] { Part("honorificPrefix"), Part("givenName") ?? Part("initials"), Part("additionalName"), Part("familyName") }.Where(part => !string.IsNullOrEmpty(part)));
        if (shown.Length == 0)
            return;
        properties.Add(VCardProperty.OfText("FN", shown));
        properties.Add(VCardProperty.OfComponents("N", [.. NameParts.Select(part => (IReadOnlyList<string>)[Part(part) ?? ""]), [""]]));
    }

    private void Add(List<VCardProperty> properties, JsonElement person, string name)
    {
        if (!person.TryGetProperty(name, out var value))
            return;
        switch (name)
        {
            case ExportRequest.Id:
                properties.Add(new("UID", IdPrefix + value.GetString()));
                break;
            case "jobTitle":
                properties.Add(VCardProperty.OfText("TITLE", value.GetString()!));
                break;
            case "organizations":
                properties.AddRange(linked.NamesOf(person, name).Select(title => VCardProperty.OfComponents("ORG", [[title]])));
                break;
            case "emailAddresses":
                properties.AddRange(value.EnumerateArray().Select(address => VCardProperty.OfText("EMAIL", address.GetProperty("email").GetString()!)));
                break;
            case "phoneNumbers":
                properties.AddRange(value.EnumerateArray().Select(Phone));
                break;
            case "address":
                properties.Add(VCardProperty.OfComponents("ADR", AddressParts.Select(part => (IReadOnlyList<string>)[part.Length == 0 ? "" : SheetLayout.TextOf(value, part) ?? ""])));
                break;
            case "tags":
                if (linked.NamesOf(person, name).ToList() is { Count: > 0 } tags)
                    properties.Add(VCardProperty.OfList("CATEGORIES", tags));
                break;
            case "createdAt":
                // RFC 9554 §3.3.
                properties.Add(new("CREATED", Timestamp(value)));
                break;
            case "updatedAt":
                properties.Add(new("REV", Timestamp(value)));
                break;
            case "linkedinId":
                properties.Add(VCardProperty.OfText("X-SOCIALPROFILE", value.GetString()!) with { Parameters = [new("TYPE", [LinkedIn.Kind.Name])] });
                break;
            default:
                AddOwn(properties, person, name);
                break;
        }
    }

    private void AddOwn(List<VCardProperty> properties, JsonElement person, string name)
    {
        var text = Person.Resource.Fields.First(field => field.Name == name) is LinksField or RelationField
            ? NamesInCell.Join(linked.NamesOf(person, name), NamesInCell.SeparatorsOf(name))
            : SheetLayout.TextOf(person, name);
        if (!string.IsNullOrEmpty(text))
            properties.Add(VCardProperty.OfText(OwnPrefix + name.ToUpperInvariant(), text));
    }

    private static VCardProperty Phone(JsonElement phone)
    {
        var property = VCardProperty.OfText("TEL", phone.GetProperty("phoneNumber").GetString()!);
        return SheetLayout.TextOf(phone, "phoneType") is { } type ? property with { Parameters = [new("TYPE", [PhoneTypes.GetValueOrDefault(type, type)])] } : property;
    }

    /// <summary>A moment in the basic form of ISO 8601, which RFC 6350 §4.3.5 asks for.</summary>
    private static string Timestamp(JsonElement moment) =>
        Instants.TryRead(moment.GetString()!, out var read) ? read.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", System.Globalization.CultureInfo.InvariantCulture) : moment.GetString()!;
}
