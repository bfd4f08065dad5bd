using System.Text.Json.Nodes;

namespace Kith.Web.Trash;

/// <summary>Somebody who was deleted and can come back.</summary>
/// <param name="Deleted">As the API tells it.</param>
/// <param name="Author">How the user is called who did it; null for the program itself.</param>
public sealed record DeletedPerson(JsonObject Deleted, string? Author)
{
    private JsonObject Person => Deleted["person"]!.AsObject();

    /// <summary>The id of the person.</summary>
    public string Id => Deleted.Text("id")!;

    /// <summary>The address that the person had, and has again when restored.</summary>
    public string Iri => Deleted.Text("item")!;

    /// <summary>How the person was called.</summary>
    public string Name => PersonName.Of(Person);

    /// <summary>What tells the person from a namesake.</summary>
    public string Detail => string.Join(" · ", ((string?[])[Person.Text("jobTitle"), FirstOf("emailAddresses", "email"), FirstOf("phoneNumbers", "phoneNumber")]).OfType<string>().Take(2));

    private string? FirstOf(string list, string property) => Person.Objects(list) is [var first, ..] ? first.Text(property) : null;
}
