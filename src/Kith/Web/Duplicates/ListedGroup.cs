using System.Text.Json.Nodes;

namespace Kith.Web.Duplicates;

/// <summary>A group of people who are probably the same, as the pages show it.</summary>
/// <param name="Group">As the API tells it.</param>
public sealed record ListedGroup(JsonObject Group)
{
    /// <summary>Those in it, as they are now.</summary>
    public IReadOnlyList<JsonObject> People { get; } = Group.Objects("current");

    /// <summary>The id of the group.</summary>
    public string Id => Group.Text("id")!;

    /// <summary>How sure it is, in per cent, never rounded up to certainty.</summary>
    public int Percent => (int)Math.Floor(Score * 100);

    /// <summary>How sure it is, 0 to 1.</summary>
    public decimal Score => Group["score"]!.GetValue<decimal>();

    /// <summary>Why, in the words of the API.</summary>
    public IReadOnlyList<string> Reasons => Group.Texts("reasons");

    /// <summary>What they are called, each name once.</summary>
    public string Names => string.Join(" · ", People.Select(PersonName.Of).Distinct());
}
