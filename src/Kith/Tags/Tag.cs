using System.Text.RegularExpressions;
using static Kith.Hydra.Declare;

namespace Kith.Tags;

/// <summary>A coloured label on people and organizations (reference-api.md §2.6).</summary>
internal static partial class Tag
{
    private static readonly TextRule Colour = new(
        "This value is not a hex colour such as #FFD700.", ViolationCodes.Form, text => HexColour().IsMatch(text), Pattern: "^#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$");

    public static readonly Resource Resource = new Resource("tags", "Tag",
    [
        Text("title").Required().Describe("What the label says.", "Customer"),
        Text("backgroundColor").Rule(Colour).Describe("The background colour of the label.", "#FFD700"),
        Text("textColor").Rule(Colour).Describe("The colour of its text.", "#000000"),
        Text("description").Max(10_000).Describe("What the label is for."),
        Instant("createdAt").SetAtCreation().Describe("When the tag was created."),
        Instant("updatedAt").SetAtChange().Describe("When something last changed."),
    ])
        .Filtered(new IdFilter(() => Resource!))
        .Mergeable()
        .Describe("A label on people and organizations.");

    [GeneratedRegex(@"^#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex HexColour();
}
