using Microsoft.AspNetCore.Http;

namespace Kith.Hydra;

/// <summary>
/// A path that ends with <c>.jsonld</c> or <c>.json</c> asks for that form; an <c>Accept</c> that excludes it is a 406
/// (wire-semantics §5).
/// </summary>
/// <param name="Offered">The one media type that the request may be answered with.</param>
public sealed record FormatSuffix(IReadOnlyList<string> Offered)
{
    private static readonly (string Suffix, FormatSuffix Format)[] Known =
        [(".jsonld", new FormatSuffix([MediaTypes.JsonLd])), (".json", new FormatSuffix([MediaTypes.Json]))];

    /// <summary>Takes the suffix off the paths of resources, so that they are routed as without it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="vocabulary">The resources.</param>
    /// <param name="next">What follows.</param>
    public static Task RunAsync(HttpContext context, Vocabulary vocabulary, RequestDelegate next)
    {
        var path = context.Request.Path.Value ?? "";
        foreach (var (suffix, format) in Known)
        {
            if (path.EndsWith(suffix, StringComparison.Ordinal) && vocabulary.Resources.Any(resource => IsUnder(path, resource.Path)))
            {
                context.Request.Path = path[..^suffix.Length];
                context.Features.Set(format);
                break;
            }
        }
        return next(context);
    }

    private static bool IsUnder(string path, string collection) =>
        path.AsSpan(1).StartsWith(collection, StringComparison.Ordinal) && path[collection.Length + 1] is '/' or '.';
}
