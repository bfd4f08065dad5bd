using Kith.Users;
using static Kith.Hydra.Declare;

namespace Kith.Erasing;

/// <summary>The receipt of an erasure: that somebody's data was erased, when and by whom, and nothing of what it was.</summary>
internal static class Erasure
{
    public static readonly Resource Resource = Declared();

    private static Resource Declared()
    {
        var createdAt = Instant("createdAt").ReadOnly().Filtered().Ordered().Describe("When it was done.");
        return new Resource("erasures", "Erasure",
        [
            createdAt,
            Link("author", to: () => User.Resource).ReadOnly().Describe("The user who did it."),
            Text("reference").Describe("What the one who asked for it calls it, such as the number of the request.", "GDPR-2026-17"),
            Text("person").ReadOnly().Describe("The IRI that the person had.", $"/people/{Iri.SampleId}"),
            Iris("merged").ReadOnly().Describe("The IRIs of those who had become part of the person, and were erased with them."),
            Integer("notes").ReadOnly().Describe("How many notes were erased, deleted ones among them.", 3),
            Integer("changes").ReadOnly().Describe("From how many entries of the history values were erased.", 12),
            Integer("pictures").ReadOnly().Describe("How many pictures were erased.", 1),
        ])
            .OrderedBy(new ByField(createdAt, IsDescending: true))
            .WrittenByServer()
            .Describe("The receipt of an erasure: that a person was erased, when and by whom, and nothing of who it was.");
    }
}
