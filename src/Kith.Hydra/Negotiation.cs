using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Kith.Hydra;

/// <summary>The form of an answer.</summary>
public enum Format
{
    /// <summary>JSON-LD with Hydra.</summary>
    JsonLd,
    /// <summary>Plain JSON: an item without <c>@</c> keys, a list as a bare array.</summary>
    Json,
}

/// <summary>The media types of bodies.</summary>
public static class MediaTypes
{
    /// <summary>JSON-LD.</summary>
    public const string JsonLd = "application/ld+json";
    /// <summary>Plain JSON.</summary>
    public const string Json = "application/json";
    /// <summary>JSON Merge Patch (RFC 7396).</summary>
    public const string MergePatch = "application/merge-patch+json";

    /// <summary>A form with files (RFC 7578).</summary>
    public const string Form = "multipart/form-data";
    /// <summary>An OpenAPI document, under the name that API Platform gives it.</summary>
    public const string OpenApi = "application/vnd.openapi+json";

    /// <summary>What POST and PUT take.</summary>
    public static IReadOnlyList<string> Writes { get; } = [JsonLd, Json];

    /// <summary>What PATCH takes.</summary>
    public static IReadOnlyList<string> Patches { get; } = [MergePatch, Json];

    /// <summary>What is answered.</summary>
    public static IReadOnlyList<string> Answers { get; } = [JsonLd, Json];

    /// <summary>The media type of a form.</summary>
    public static string Of(Format format) => format == Format.JsonLd ? JsonLd : Json;
}

/// <summary>Content negotiation (decisions.md "Media types", wire-semantics §5, B22, B23).</summary>
public static class Negotiation
{
    /// <summary>Which form to answer in: the one with the greatest weight, then the more exactly named, then the first named.</summary>
    /// <returns>The form, or a 406 that names what there is.</returns>
    public static Outcome<Format> Accept(HttpRequest request) =>
        Choose(request, request.HttpContext.Features.Get<FormatSuffix>()?.Offered ?? MediaTypes.Answers).Succeeded(out var chosen, out var problem)
            ? chosen == MediaTypes.JsonLd ? Format.JsonLd : Format.Json
            : problem;

    /// <summary>Which of the offered media types to answer with.</summary>
    /// <param name="request">The request.</param>
    /// <param name="offered">What there is, the preferred one first.</param>
    public static Outcome<string> Choose(HttpRequest request, IReadOnlyList<string> offered)
    {
        if (AcceptEncoding.AcceptsNothing(request.Headers.AcceptEncoding))
            return new Problem(406, $"No encoding of \"{request.Headers.AcceptEncoding}\" is supported. Supported encodings are \"br\", \"gzip\", \"identity\".");
        var header = request.Headers.Accept;
        if (header.Count == 0 || (header.Count == 1 && (string.IsNullOrWhiteSpace(header[0]) || header[0] == "*/*" || header[0] == offered[0])))
            return offered[0];
        if (!MediaTypeHeaderValue.TryParseList(header, out var ranges))
            return NotAcceptable($"{header}", offered);

        var best = offered
            .Select(type => (Type: type, Range: MostSpecific(ranges, type)))
            .Where(offer => offer.Range is { } range && (range.Quality ?? 1) > 0)
            .OrderByDescending(offer => offer.Range!.Quality ?? 1)
            .ThenByDescending(offer => Specificity(offer.Range!))
            .ThenBy(offer => Specificity(offer.Range!) == 2 ? ranges.IndexOf(offer.Range!) : 0)
            .FirstOrDefault();
        return best.Type is { } type ? type : NotAcceptable($"{header}", offered);
    }

    /// <summary>Checks the type of a body that was named; a body without a type is refused later, when it is read.</summary>
    /// <returns>A 415 that names what is taken, or null.</returns>
    public static Problem? CheckContentType(HttpRequest request, IReadOnlyList<string> taken)
    {
        if (request.Headers.ContentEncoding is { Count: > 0 } encoding && !encoding.ToString().Equals("identity", StringComparison.OrdinalIgnoreCase))
            return Unsupported(request, taken, $"The content encoding \"{encoding}\" is not supported. Send the body as it is.");
        if (string.IsNullOrEmpty(request.ContentType))
            return null;
        return MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && taken.Contains(type.MediaType.ToString(), StringComparer.OrdinalIgnoreCase)
            && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || type.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase))
            ? null
            : Unsupported(request, taken, $"The content-type \"{request.ContentType}\" is not supported. Supported MIME types are {Quoted(taken)}.");
    }

    /// <summary>The answer to a body without a type.</summary>
    public static Problem MissingContentType(HttpRequest request, IReadOnlyList<string> taken) =>
        Unsupported(request, taken, $"The \"Content-Type\" header must exist. Supported MIME types are {Quoted(taken)}.");

    private static Problem Unsupported(HttpRequest request, IReadOnlyList<string> taken, string detail) => new(415, detail)
    {
        Headers =
        [
            new(HttpMethods.IsPatch(request.Method) ? "Accept-Patch" : HttpMethods.IsPost(request.Method) ? "Accept-Post" : "Accept",
                string.Join(", ", taken)),
        ],
    };

    private static Problem NotAcceptable(string asked, IReadOnlyList<string> offered) =>
        new(406, $"Requested format \"{asked}\" is not supported. Supported MIME types are {Quoted(offered)}.");

    private static string Quoted(IReadOnlyList<string> types) => string.Join(", ", types.Select(type => $"\"{type}\""));

    private static MediaTypeHeaderValue? MostSpecific(IList<MediaTypeHeaderValue> ranges, string type) => ranges
        .Where(range => range.MatchesAllTypes || type.Equals($"{range.MediaType}", StringComparison.OrdinalIgnoreCase)
            || (range.MatchesAllSubTypes && type.StartsWith($"{range.Type}/", StringComparison.OrdinalIgnoreCase)))
        .MaxBy(Specificity);

    private static int Specificity(MediaTypeHeaderValue range) => range.MatchesAllTypes ? 0 : range.MatchesAllSubTypes ? 1 : 2;
}
