namespace Kith.Hydra;

/// <summary>A property of one resource that points at another.</summary>
/// <param name="Source">The resource that holds it.</param>
/// <param name="Field">The property: a <see cref="RelationField"/> or a <see cref="LinksField"/>.</param>
public sealed record Pointer(Resource Source, Field Field);

/// <summary>All resources of an API, and what follows from all of them together.</summary>
public sealed class Vocabulary
{
    private readonly ILookup<Resource, Pointer> _pointers;

    /// <summary>Gathers the resources.</summary>
    public Vocabulary(params IReadOnlyList<Resource> resources)
    {
        Resources = resources;
        _pointers = resources
            .SelectMany(source => source.Links.Select(link => (link.Target, Pointer: new Pointer(source, link)))
                .Concat(source.LinkLists.Select(links => (links.Target, Pointer: new Pointer(source, links)))))
            .ToLookup(entry => entry.Target, entry => entry.Pointer);
    }

    /// <summary>The resources in the order of the documentation.</summary>
    public IReadOnlyList<Resource> Resources { get; }

    /// <summary>What can point at a resource.</summary>
    public IEnumerable<Pointer> PointersAt(Resource target) => _pointers[target];

    /// <summary>The path template of a collection: <c>/people/{personId}/notes</c>.</summary>
    public static string CollectionTemplate(Resource resource) => resource switch
    {
        { Parent: { } parent } => $"/{parent.Target.Path}/{{{parent.Name}}}/{resource.Path}",
        { RecordedAbout: { } about } => $"/{about.Path}/{{{about.Singular}Id}}/{resource.Path}",
        _ => $"/{resource.Path}",
    };

    /// <summary>The path template of an item: <c>/people/{id}</c>.</summary>
    public static string ItemTemplate(Resource resource) => $"{CollectionTemplate(resource)}/{{id}}";
}
