namespace Kith.Hydra;

/// <summary>References between resources: absolute paths such as <c>/tags/{id}</c> (decisions.md "Names and ids").</summary>
public static class Iri
{
    /// <summary>An id as documentation shows one.</summary>
    public const string SampleId = "0198c5a4-7b1e-7c3a-9d52-3f6a1e8b4c70";

    /// <summary>The IRI of a resource.</summary>
    public static string Of(Resource resource, Guid id) => $"/{resource.Path}/{id}";

    /// <summary>
    /// Reads the id out of an IRI of the given resource: a path, or a whole URL of this very server (wire-semantics B29).
    /// </summary>
    /// <param name="text">What the client sent.</param>
    /// <param name="resource">The kind of resource it must name.</param>
    /// <param name="authority">Host and port the request was sent to.</param>
    /// <param name="id">The id it names.</param>
    public static bool TryRead(string text, Resource resource, string authority, out Guid id)
    {
        id = default;
        if (!text.StartsWith('/'))
        {
            if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")
                || !string.Equals(url.Authority, authority, StringComparison.OrdinalIgnoreCase) || url.Query.Length > 0)
            {
                return false;
            }
            text = url.AbsolutePath;
        }
        var path = text.AsSpan(1);
        return path.StartsWith(resource.Path) && path.Length == resource.Path.Length + 37 && path[resource.Path.Length] == '/'
            && TryReadId(path[(resource.Path.Length + 1)..], out id);
    }

    /// <summary>Reads an id in its one form, 36 characters with hyphens, in either case.</summary>
    public static bool TryReadId(ReadOnlySpan<char> text, out Guid id) => Guid.TryParseExact(text, "D", out id);

    /// <summary>The id at the end of an IRI, or the bare id, that we stored.</summary>
    public static Guid IdOf(string stored) => Guid.ParseExact(stored.AsSpan(stored.Length - 36), "D");
}
