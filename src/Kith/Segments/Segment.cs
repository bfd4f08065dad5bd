using static Kith.Hydra.Declare;

namespace Kith.Segments;

/// <summary>A list of people and organizations, as users call it (reference-api.md §2.5).</summary>
internal static class Segment
{
    public static readonly Resource Resource = new Resource("segments", "Segment",
    [
        Text("title").Required().Describe("The name of the list.", "Newsletter"),
        Text("icon").Describe("The name of its icon.", "star"),
        Integer("sequence").Describe("Its position among the lists."),
    ])
        .Mergeable()
        .Describe("A list of people and organizations.");
}
